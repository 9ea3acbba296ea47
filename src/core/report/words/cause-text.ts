const CAUSE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['servedMargin', 'margin on served hours'],
  ['onDemand', 'on-demand capacity'],
  ['researchValue', 'value of research hours'],
  ['terminalValue', 'value after the horizon'],
  ['rescuePenalty', 'penalty on rescue money'],
  ['limitKeeping', 'other later decisions for the limits'],
  ['replaySampling', 'sampling of the replayed paths'],
  ['optimalityGap', 'bound less what the policy reaches'],
]);

/** A cause of the objective in words: "debtService" is "debt service". */
export function causeText(cause: string): string {
  return CAUSE_TEXTS.get(cause) ?? cause.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
