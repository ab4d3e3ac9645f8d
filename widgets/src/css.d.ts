/** Style sheets are imported for the bundler, which puts them beside the module. */
declare module "*.css";
