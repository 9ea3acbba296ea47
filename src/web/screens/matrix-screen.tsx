import { Answered } from '../parts/answered.tsx';
import { Further } from '../parts/further.tsx';

/** Build, lease or partner in every demand regime, filled by the model. */
export function MatrixScreen() {
  return (
    <>
      <p className="lead">
        Build, lease or partner: the best plan of each kind in every growth regime, and what not knowing the regime
        costs.
      </p>
      <Answered>{(result) => <Further result={result} screen="matrix" what="The matrix" />}</Answered>
    </>
  );
}
