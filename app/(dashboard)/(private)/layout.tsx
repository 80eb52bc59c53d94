import { QueryProvider } from '@/components/data/query-provider';
import { AppFrame } from '@/components/shell/app-frame';
import { requirePerson } from '@/lib/access/require-person';
import { rolesHeld } from '@/lib/access/roles';
import { currentRuntime } from '@/lib/server/current-runtime';

/** Only for who is signed in; each page below asks again, as it may be rendered without this. */
export default async function PrivateLayout({ children }: { readonly children: React.ReactNode }) {
  const person = await requirePerson();
  const { sessions } = await currentRuntime();
  const { name, email, grants } = person;
  return (
    <AppFrame
      person={{ name, email, roles: rolesHeld(grants).join(', ') }}
      merchants={await sessions.merchantsOf(person)}
    >
      <QueryProvider>{children}</QueryProvider>
    </AppFrame>
  );
}
