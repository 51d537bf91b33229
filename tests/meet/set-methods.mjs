// What gitlab-ci-local expects of Set, for the Node versions that lack it (before 22).
const methods = {
  union: (a, b) => new Set([...a, ...b.keys()]),
  intersection: (a, b) => new Set([...a].filter((one) => b.has(one))),
  difference: (a, b) => new Set([...a].filter((one) => !b.has(one))),
  symmetricDifference: (a, b) => new Set([...a, ...b.keys()].filter((one) => a.has(one) !== b.has(one))),
  isSubsetOf: (a, b) => [...a].every((one) => b.has(one)),
  isSupersetOf: (a, b) => [...b.keys()].every((one) => a.has(one)),
  isDisjointFrom: (a, b) => ![...a].some((one) => b.has(one)),
};
for (const [name, method] of Object.entries(methods)) {
  Set.prototype[name] ??= function (other) { return method(this, other); };
}
