import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/tables.css';
import './style/text-blocks.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';

import { takeToken } from './api-client.ts';
import { queryClient } from './queries.ts';
import { router } from './router.tsx';
import { showChosenTheme } from './theme.ts';

takeToken();
showChosenTheme();
const page = document.getElementById('page');
if (page !== null) {
  createRoot(page).render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}
