import { expect, it } from 'vitest';

import { exampleResult } from '../../../../test/support/example-result.ts';
import { routeSection, unquotedRoutes } from './growth-sections.ts';

it('a route by which nothing is on offer is said to be nothing of that route', () => {
  const leases = exampleResult.offers.filter(({ route }) => route === 'lease');
  expect(leases.length).toBeGreaterThan(0);
  expect(unquotedRoutes(leases)).toEqual(['build', 'partner']);
  expect(routeSection([], leases).text).toContain('No build quote: build only is having nothing of that route today.');
  expect(routeSection([], exampleResult.offers).text).not.toContain('No lease quote');
});
