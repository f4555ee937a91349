package kube

import (
	"strings"
	"testing"

	kjson "k8s.io/apimachinery/pkg/util/json"
)

// TestDigestIsThatOfACopyToo: names after the lab do not count, and everything else does.
func TestDigestIsThatOfACopyToo(t *testing.T) {
	const text = `{"kind": "ClusterProfile", "metadata": {"name": "shop", "labels": {"kaaslab.dev/class": "demo-x", "mine": "demo-a"}}, "spec": {"clusterSelector": {"matchLabels": {"kaaslab.dev/lab": "demo"}},
		"policyRefs": [{"name": "demo-shop"}], "helmCharts": [{"repositoryURL": "http://127.0.0.1:11000/kaaslab-charts/demo-shop.a.b", "releaseName": "demo-b"}]}}`
	turned := strings.NewReplacer(`"demo-x"`, `"two-x"`, `"demo"`, `"two"`, `"demo-shop"`, `"two-shop"`, "11000/kaaslab-charts/demo-", "12000/kaaslab-charts/two-").Replace(text)
	of := func(text, lab string) string {
		var object Object
		if err := kjson.Unmarshal([]byte(text), &object); err != nil {
			t.Fatal(err)
		}
		return digestOf(object, lab)
	}
	before := of(text, "demo")
	if after := of(turned, "two"); after != before {
		t.Errorf("the digest of the copy is %s, and that of the first %s", after, before)
	}
	for old, changed := range map[string]string{`"demo-a"`: `"two-a"`, `"demo-b"`: `"two-b"`, `"demo-shop"`: `"demo-shops"`} {
		if of(strings.Replace(text, old, changed, 1), "demo") == before {
			t.Errorf("%s in the place of %s makes no difference", changed, old)
		}
	}
	manifest := strings.Replace(text, `"mine"`, `"kaaslab.dev/manifest": "true", "mine"`, 1)
	if of(manifest, "demo") != of(manifest, "two") {
		t.Error("what a manifest says is taken for kaaslab's")
	}
}
