package seed

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

type selector draft.Selector

// selector takes the selector of a profile. One without a condition is for every cluster to Kubernetes and for none to
// Sveltos, so a lab file takes none.
func (c *conversion) selector(o *object) (made any, why string) {
	if words := o.text("spec", "clusterSelector"); words != "" {
		return parseSelector(words)
	}
	found, _ := o.take("spec", "clusterSelector").(map[string]any)
	labels, _ := found["matchLabels"].(map[string]any)
	delete(labels, labLabel) // which kaaslab sets
	conditions, _ := found["matchExpressions"].([]any)
	switch {
	case isEmpty(labels) && len(conditions) == 0:
		return nil, "it has no clusterSelector with a condition, and so selects no cluster by labels"
	case isEmpty(labels):
		delete(found, "matchLabels")
	}
	return found, ""
}

// clusterRefs takes the names of the clusters that a profile names, and says which of them are not in the files.
func (c *conversion) clusterRefs(o *object) (names []string, lost []*object) {
	for _, item := range c.items(o, "spec", "clusterRefs") {
		if name := item.text("name"); c.hasCluster(o, item, name) {
			names = append(names, name)
		} else {
			lost = append(lost, item)
		}
		item.drop()
	}
	return names, lost
}

func (c *conversion) hasCluster(profile, ref *object, name string) bool {
	group, _, _ := strings.Cut(ref.text("apiVersion"), "/")
	kind, namespace := group+"/"+ref.text("kind"), ref.text("namespace")
	if profile.kind == kindProfile {
		namespace = profile.home() // whatever stands there, as Sveltos has it
	}
	return kind == kindCluster && slices.ContainsFunc(c.ofKind(kindCluster), func(cluster *object) bool {
		return cluster.name == name && cluster.home() == namespace
	})
}

func isEmpty(labels map[string]any) bool { return len(labels) == 0 }

// The forms of a condition, as Kubernetes reads selectors that are text.
var (
	setCondition   = regexp.MustCompile(`^([^\s,!=()]+)\s+(in|notin)\s*\(([^()]*)\)$`)
	equalCondition = regexp.MustCompile(`^([^\s,!=()]+)\s*(==|=|!=)\s*([^\s,!=()<>]*)$`)
	existCondition = regexp.MustCompile(`^(!?)\s*([^\s,!=()<>]+)$`)
)

// parseSelector reads a selector that is text, as old Sveltos had it: env in (a, b),tier=gold,!old.
func parseSelector(words string) (made any, why string) {
	s := selector{MatchLabels: map[string]string{}}
	for _, word := range conditions(words) {
		if !s.add(strings.TrimSpace(word)) {
			return nil, fmt.Sprintf("its clusterSelector %q has the condition %q, which a lab file cannot say", words, strings.TrimSpace(word))
		}
	}
	delete(s.MatchLabels, labLabel)
	if len(s.MatchLabels)+len(s.MatchExpressions) == 0 {
		return nil, fmt.Sprintf("its clusterSelector %q has no condition", words)
	}
	return s, ""
}

// conditions splits at commas that are not between brackets.
func conditions(words string) []string {
	var found []string
	depth, start := 0, 0
	for i, char := range words {
		switch {
		case char == '(':
			depth++
		case char == ')':
			depth--
		case char == ',' && depth == 0:
			found, start = append(found, words[start:i]), i+1
		}
	}
	return append(found, words[start:])
}

func (s *selector) add(word string) bool {
	if parts := setCondition.FindStringSubmatch(word); parts != nil {
		s.require(parts[1], map[string]string{"in": "In", "notin": "NotIn"}[parts[2]], values(parts[3])...)
		return true
	}
	if parts := equalCondition.FindStringSubmatch(word); parts != nil {
		s.equal(parts[1], parts[2] == "!=", parts[3])
		return true
	}
	parts := existCondition.FindStringSubmatch(word)
	if parts == nil {
		return false
	}
	s.require(parts[2], map[string]string{"": "Exists", "!": "DoesNotExist"}[parts[1]])
	return true
}

func (s *selector) equal(key string, not bool, value string) {
	_, before := s.MatchLabels[key]
	switch {
	case not:
		s.require(key, "NotIn", value)
	case before:
		s.require(key, "In", value)
	default:
		s.MatchLabels[key] = value
	}
}

func (s *selector) require(key, operator string, values ...string) {
	s.MatchExpressions = append(s.MatchExpressions, draft.Requirement{Key: key, Operator: operator, Values: values})
}

func values(list string) []string {
	found := strings.Split(list, ",")
	for i := range found {
		found[i] = strings.TrimSpace(found[i])
	}
	slices.Sort(found)
	return slices.Compact(found)
}
