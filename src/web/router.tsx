import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link, redirect } from '@tanstack/react-router';

import { ScreenFault } from './parts/screen-fault.tsx';
import { BriefScreen } from './screens/brief-screen.tsx';
import { CompareScreen } from './screens/compare-screen.tsx';
import { HomeScreen } from './screens/home-screen.tsx';
import { MatrixScreen } from './screens/matrix-screen.tsx';
import { OffersScreen } from './screens/offers-screen.tsx';
import { PlanLayout } from './screens/plan-layout.tsx';
import { PolicyScreen } from './screens/policy-screen.tsx';
import { PortfolioScreen } from './screens/portfolio-screen.tsx';
import { RiskScreen } from './screens/risk-screen.tsx';
import { RunsScreen } from './screens/runs-screen.tsx';
import { TrackScreen } from './screens/track-screen.tsx';
import { Shell } from './shell.tsx';

/** What an address says beside its path, so that it can be shared: the run that is shown, and the one it is held against. */
export interface PlanSearch {
  readonly run?: string;
  readonly with?: string;
  /** terms of a quote that are tried */
  readonly quote?: string;
  readonly price?: number;
  readonly lead?: number;
  readonly clause?: string;
}

const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchScreen });

function NoSuchScreen() {
  return (
    <div className="empty">
      <h1>There is no such screen</h1>
      <p>
        <Link to="/">To your plans</Link>
      </p>
    </div>
  );
}

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomeScreen });
const quick = createRoute({
  getParentRoute: () => root,
  path: '/quick',
  component: lazyRouteComponent(() => import('./screens/quick-screen.tsx'), 'QuickScreen'),
});
const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  validateSearch: (search): { table?: string } =>
    typeof search['table'] === 'string' ? { table: search['table'] } : {},
  component: lazyRouteComponent(() => import('./screens/catalogue-screen.tsx'), 'CatalogueScreen'),
});
export const planRoute = createRoute({
  getParentRoute: () => root,
  path: '/plans/$planId',
  validateSearch: ({ run, with: other, quote, price, lead, clause }): PlanSearch => ({
    ...(typeof run === 'string' ? { run } : {}),
    ...(typeof other === 'string' ? { with: other } : {}),
    ...(typeof quote === 'string' ? { quote } : {}),
    ...(typeof price === 'number' && price > 0 ? { price } : {}),
    ...(typeof lead === 'number' && Number.isInteger(lead) ? { lead } : {}),
    ...(typeof clause === 'string' ? { clause } : {}),
  }),
  component: PlanLayout,
});
const planIndex = createRoute({
  getParentRoute: () => planRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to lead elsewhere
    throw redirect({ to: '/plans/$planId/brief', params });
  },
});

const screen = <Path extends string>(path: Path, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => planRoute, path, component });

const lazyScreens = [
  createRoute({
    getParentRoute: () => planRoute,
    path: 'edit',
    component: lazyRouteComponent(() => import('./screens/edit-screen.tsx'), 'EditScreen'),
  }),
  createRoute({
    getParentRoute: () => planRoute,
    path: 'demand',
    component: lazyRouteComponent(() => import('./screens/demand-screen.tsx'), 'DemandScreen'),
  }),
  createRoute({
    getParentRoute: () => planRoute,
    path: 'host',
    component: lazyRouteComponent(() => import('./screens/host-screen.tsx'), 'HostScreen'),
  }),
] as const;

const plan = planRoute.addChildren([
  planIndex,
  screen('brief', BriefScreen),
  screen('offers', OffersScreen),
  screen('portfolio', PortfolioScreen),
  screen('matrix', MatrixScreen),
  screen('policy', PolicyScreen),
  screen('risk', RiskScreen),
  screen('compare', CompareScreen),
  screen('track', TrackScreen),
  screen('runs', RunsScreen),
  ...lazyScreens,
]);

export const router = createRouter({
  routeTree: root.addChildren([home, quick, catalogue, plan]),
  defaultPreload: false,
  defaultErrorComponent: ScreenFault,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
