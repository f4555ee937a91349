package nodes

import corev1 "k8s.io/api/core/v1"

// SilentAnnotation of a Node, with any value, stops its heartbeat: the node
// becomes NotReady as in life, after some fifty seconds, until the annotation
// goes.
const SilentAnnotation = "kaaslab.dev/silent"

// Silent tells whether nothing is heard of a node.
func Silent(node *corev1.Node) bool {
	_, silent := node.Annotations[SilentAnnotation]
	return silent
}
