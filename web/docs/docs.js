// SPDX-License-Identifier: Apache-2.0
// What the server embeds is all there is: no host but our own is asked.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
