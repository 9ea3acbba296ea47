import './first-screen.css';
import { deferralText, verdictText, type AnsweredResult } from '../../core/index.ts';
import { Explained } from './explained.tsx';

/** The dates by which each quote lapses, in order, with what waiting past the next date costs. */
export function Deadlines({ result }: { readonly result: AnsweredResult }) {
  const dated = result.offers
    .filter(({ decideBy }) => decideBy !== null)
    .toSorted((a, b) => (a.decideBy! < b.decideBy! ? -1 : 1));
  if (dated.length === 0) return null;
  return (
    <section>
      <h2>By when</h2>
      <ol className="deadlines">
        <li>
          <time dateTime={result.plan.asOf}>{result.plan.asOf}</time>
          <span className="quiet">the plan speaks as of this day</span>
        </li>
        {dated.map((offer) => (
          <li key={offer.offerId} className={offer.isSigned ? 'signed' : ''}>
            <time dateTime={offer.decideBy!}>{offer.decideBy}</time>
            <strong>{offer.offerId}</strong>
            <span>{verdictText(offer)}</span>
            <span className="quiet">
              {deferralText(offer.deferralCostUsd).startsWith('may wait') ? '' : 'waiting costs '}
              <Explained
                about={{
                  title: `Waiting with ${offer.offerId}`,
                  meaning: 'The plan as it is, less the plan in which this offer is signed at the next date or never.',
                  exact: `${offer.deferralCostUsd.estimate.toFixed(0)} USD`,
                  method: offer.deferralCostUsd.method,
                }}
              >
                {deferralText(offer.deferralCostUsd)}
              </Explained>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
