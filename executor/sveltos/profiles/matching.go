package profiles

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kaaslab/kaaslab/planner"
)

// Matching reports whether a profile's selector selects a cluster with these labels, the lab's own label among them.
// A selector that Kubernetes would refuse selects nothing.
func Matching(selector planner.Selector, clusterLabels map[string]string) bool {
	converted := &metav1.LabelSelector{MatchLabels: selector.MatchLabels}
	for _, r := range selector.MatchExpressions {
		converted.MatchExpressions = append(converted.MatchExpressions, metav1.LabelSelectorRequirement{
			Key: r.Key, Operator: metav1.LabelSelectorOperator(r.Operator), Values: r.Values,
		})
	}
	compiled, err := metav1.LabelSelectorAsSelector(converted)
	return err == nil && compiled.Matches(labels.Set(clusterLabels))
}
