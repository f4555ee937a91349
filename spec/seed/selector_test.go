package seed

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// TestSelectorsThatAreText: what Kubernetes reads as conditions becomes matchLabels and matchExpressions.
func TestSelectorsThatAreText(t *testing.T) {
	is := func(key, operator string, values ...string) draft.Requirement {
		return draft.Requirement{Key: key, Operator: operator, Values: values}
	}
	for text, want := range map[string]selector{
		"cni=cilium":                   {MatchLabels: map[string]string{"cni": "cilium"}},
		" cni == cilium , tier = gold": {MatchLabels: map[string]string{"cni": "cilium", "tier": "gold"}},
		"env":                          {MatchExpressions: []draft.Requirement{is("env", "Exists")}},
		"!env":                         {MatchExpressions: []draft.Requirement{is("env", "DoesNotExist")}},
		"! env":                        {MatchExpressions: []draft.Requirement{is("env", "DoesNotExist")}},
		"env!=prod":                    {MatchExpressions: []draft.Requirement{is("env", "NotIn", "prod")}},
		"env in (prod, qa)":            {MatchExpressions: []draft.Requirement{is("env", "In", "prod", "qa")}},
		"env notin (prod)":             {MatchExpressions: []draft.Requirement{is("env", "NotIn", "prod")}},
		"env in (qa,prod),!old,a=b,c":  {MatchLabels: map[string]string{"a": "b"}, MatchExpressions: []draft.Requirement{is("env", "In", "prod", "qa"), is("old", "DoesNotExist"), is("c", "Exists")}},
		"a=,b":                         {MatchLabels: map[string]string{"a": ""}, MatchExpressions: []draft.Requirement{is("b", "Exists")}},
		"a=b,a=c":                      {MatchLabels: map[string]string{"a": "b"}, MatchExpressions: []draft.Requirement{is("a", "In", "c")}},
		"example.com/tier in (a)":      {MatchExpressions: []draft.Requirement{is("example.com/tier", "In", "a")}},
	} {
		if want.MatchLabels == nil {
			want.MatchLabels = map[string]string{}
		}
		got, why := parseSelector(text)
		if diff := cmp.Diff(want, got); why != "" || diff != "" {
			t.Errorf("%q: %s %s", text, why, diff)
		}
	}
	for _, text := range []string{"a>3", "a<3", "a in b", "a=b=c", "a in (b", "(a)", "a b", ",", "a,,b", "in (a)", "kaaslab.dev/lab=x"} {
		if got, why := parseSelector(text); why == "" {
			t.Errorf("%q becomes %v", text, got)
		}
	}
}
