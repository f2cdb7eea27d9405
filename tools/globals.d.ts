// SPDX-License-Identifier: Apache-2.0
// What our JavaScript finds around it: Swagger UI in /docs, Node.js in tests/api.
declare function SwaggerUIBundle(options: object): unknown;
declare const process: any;
declare module "ws";
declare module "readline";
