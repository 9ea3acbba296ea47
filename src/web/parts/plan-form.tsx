import { useId, useMemo, useState } from 'react';

import type { Issue } from '../../core/index.ts';
import { planDocument, withField, withItem, withoutItem, type FieldPath, type PlanDocument } from '../plan-document.ts';
import { schemaAt, type Schema } from '../schema-completion.ts';

export interface PlanFormProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly schema: Schema;
  readonly issues: readonly Issue[];
}

/** The fields of a plan and of its quotes. A field takes what the file takes: 1.30, or {p10: 1, p50: 1, p90: 3}. */
export function PlanForm(props: PlanFormProps) {
  const document = useMemo(() => planDocument(props.text), [props.text]);
  const count = document.count(['offers']);
  return (
    <div className="plan-form">
      <Group title="Plan" at={[]} names={PLAN_FIELDS} document={document} {...props} />
      <Group title="Money" at={['money']} names={MONEY_FIELDS} document={document} {...props} />
      {Array.from({ length: count }, (_, index) => (
        <OfferGroup key={index} index={index} document={document} {...props} />
      ))}
      <button
        type="button"
        className="button"
        onClick={() => props.onChange(withItem(props.text, ['offers'], newOffer(count)))}
      >
        Add a quote
      </button>
    </div>
  );
}

const PLAN_FIELDS = ['name', 'asOf', 'startMonth', 'horizonMonths', 'discountRatePerYear', 'seed'];
const MONEY_FIELDS = ['openingLiquidityUsd', 'creditLineUsd', 'fixedCostUsdPerMonth'];

/** The twelve that are enough for a first answer, and who and by when. */
const OFFER_FIELDS = [
  'id',
  'host',
  'route',
  'accelerator',
  'gpus',
  'blocks',
  'decideBy',
  'leadTimeMonths',
  'termMonths',
  'priceUsdPerGpuHour',
  'takeOrPayFraction',
  'upfrontFraction',
  'buyerExit',
  'hostExit',
  'failureHazardPerYear',
];

function newOffer(count: number): Record<string, unknown> {
  return {
    id: `quote-${count + 1}`,
    route: 'lease',
    host: `host-${count + 1}`,
    accelerator: 'h100',
    gpus: 1000,
    blocks: 4,
    leadTimeMonths: 3,
    termMonths: 24,
    priceUsdPerGpuHour: 2.5,
    takeOrPayFraction: 1,
  };
}

type GroupProps = PlanFormProps & { readonly document: PlanDocument };

function OfferGroup({ index, document, ...props }: GroupProps & { readonly index: number }) {
  const [isWhole, setWhole] = useState(false);
  const at = ['offers', index] as const;
  const own = document.keys(at);
  const further = Object.keys(schemaAt(props.schema, ['offers'])?.items?.properties ?? {});
  // A field that the quote has is shown wherever it belongs; the rest unfolds.
  const more = [...new Set([...own, ...(isWhole ? further : [])])].filter((name) => !OFFER_FIELDS.includes(name));
  const first = OFFER_FIELDS.filter(
    (name) => isWhole || !PRICES.includes(name) || own.includes(name) || !own.some((key) => PRICES_LIKE.test(key)),
  );
  return (
    <Group
      title={document.read([...at, 'id']) || `Quote ${index + 1}`}
      at={at}
      names={[...first, ...more]}
      document={document}
      {...props}
    >
      <button type="button" className="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
        {isWhole ? 'Fewer fields' : 'Every field of a term sheet'}
      </button>
      <button type="button" className="link" onClick={() => props.onChange(withoutItem(props.text, at))}>
        Remove this quote
      </button>
    </Group>
  );
}

const PRICES = ['priceUsdPerGpuHour', 'accelerator', 'gpus'];
const PRICES_LIKE = /^price|^capex|^gates|^accelerators$|^facilityMegawatts$|^tokensPer/;

function Group(
  props: GroupProps & {
    readonly title: string;
    readonly at: FieldPath;
    readonly names: readonly string[];
    readonly children?: React.ReactNode;
  },
) {
  const { title, at, names, children } = props;
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="fields">
        {names.map((name) => (
          <Field key={name} path={[...at, name]} {...props} />
        ))}
      </div>
      {children === undefined ? null : <div className="actions">{children}</div>}
    </fieldset>
  );
}

function Field({ path, document, text, onChange, schema, issues }: GroupProps & { readonly path: FieldPath }) {
  const id = useId();
  const written = document.read(path);
  const [typed, setTyped] = useState<string | null>(null);
  const place = pathText(path);
  const own = issues.filter(
    (issue) => issue.severity === 'error' && (issue.path === place || issue.path.startsWith(`${place}.`)),
  );
  const about = schemaAt(
    schema,
    path.filter((part): part is string => typeof part === 'string'),
  )?.description;
  const isLong = written.includes('\n');
  const set = (value: string): void => {
    setTyped(null);
    if (value !== written) onChange(withField(text, path, value));
  };
  return (
    <div className={own.length > 0 ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{labelOf(String(path.at(-1)))}</label>
      {isLong ? (
        <span className="quiet" id={id}>
          several lines: edit it as YAML
        </span>
      ) : (
        <input
          id={id}
          value={typed ?? written}
          aria-invalid={own.length > 0}
          aria-describedby={about === undefined && own.length === 0 ? undefined : `${id}-about`}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={(event) => set(event.target.value)}
          onKeyDown={(event) => (event.key === 'Enter' ? set(event.currentTarget.value) : undefined)}
        />
      )}
      <span className={own.length > 0 ? 'bad hint' : 'hint'} id={`${id}-about`}>
        {own.length > 0 ? own.map(({ what, fix }) => `${what}; ${fix}`).join(' ') : about}
      </span>
    </div>
  );
}

function pathText(path: FieldPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}

/** "priceUsdPerGpuHour" is "price, USD per GPU hour" to people. */
function labelOf(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words
    .replace(/ usd\b/, ', USD')
    .replace(/\bgpu(s?)\b/g, 'GPU$1')
    .replace(/^./, (letter) => letter.toUpperCase());
}
