package nodes

// BrokenLabel of a Node or Pod that is broken on purpose names what is wrong with
// it. What carries it is not made ready.
const BrokenLabel = "kaaslab.dev/broken"
