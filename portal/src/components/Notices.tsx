import { Toaster } from '@fluentui/react-components';
import { noticesId } from './notify';

/** Where notices appear. */
export function Notices() {
  return (
    <Toaster toasterId={noticesId} position="bottom-end" pauseOnHover pauseOnWindowBlur timeout={6000} />
  );
}
