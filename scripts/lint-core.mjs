// A lint rule for src/core that oxlint has no setting for: arithmetic that differs between machines.

/** The members of Math that IEEE 754 or the language fixes to the last bit. */
const PORTABLE_MATH = new Set([
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
  'E',
  'LN10',
  'LN2',
  'LOG10E',
  'LOG2E',
  'PI',
  'SQRT1_2',
  'SQRT2',
]);

const portableArithmetic = {
  create(context) {
    const report = (node, what) =>
      context.report({
        node,
        message: `${what} differs between machines: use src/core/numeric (or core/random) instead.`,
      });
    return {
      BinaryExpression(node) {
        if (node.operator === '**') report(node, 'The ** operator');
      },
      AssignmentExpression(node) {
        if (node.operator === '**=') report(node, 'The **= operator');
      },
      Identifier(node) {
        if (node.name === 'Math' && !isPortableUse(node) && !isMemberName(node)) report(node, describe(node));
      },
    };
  },
};

/** Only `Math.name` with a portable name: an alias or a computed member could hide any function. */
function isPortableUse({ parent, ...rest }) {
  return (
    parent.type === 'MemberExpression' &&
    parent.object.name === rest.name &&
    !parent.computed &&
    PORTABLE_MATH.has(parent.property.name)
  );
}

/** True for `x.Math` and `{ Math: 1 }`, which are not the global. */
function isMemberName(node) {
  const { parent } = node;
  if (parent.type === 'MemberExpression') return parent.property === node && !parent.computed;
  return parent.type === 'Property' && parent.key === node && !parent.shorthand && !parent.computed;
}

function describe({ parent }) {
  const isNamed = parent.type === 'MemberExpression' && !parent.computed;
  return isNamed ? `Math.${parent.property.name}` : 'Math used other than by a plain member';
}

export default {
  meta: { name: 'core' },
  rules: { 'portable-arithmetic': portableArithmetic },
};
