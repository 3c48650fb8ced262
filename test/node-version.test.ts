import { describeOldNode } from "../src/cli/shared/node-version";

test.each(["18.20.4", "20.18.3", "19.9.0"])("Node %s is too old for the commands", (version) => {
  expect(describeOldNode(version)).toBe(`needs Node 20.19 or later; this is Node ${version}`);
});

test.each(["20.19.0", "20.20.2", "22.13.0", "24.0.0", process.versions.node])(
  "Node %s runs the commands",
  (version) => {
    expect(describeOldNode(version)).toBeUndefined();
  },
);
