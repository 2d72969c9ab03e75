import { registerHooks } from 'node:module';

/** The runtime client asks for its native part, which only Lambda's own machines have built. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== './rapid-client.node') return next(specifier, context);
    const url = new URL('./native-client.cjs', import.meta.url).href;
    return { url, format: 'commonjs', shortCircuit: true };
  },
});
