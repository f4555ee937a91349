package controllers

import "testing"

func TestNewestVersion(t *testing.T) {
	for _, c := range []struct {
		labels map[string]string
		want   string
	}{
		{map[string]string{"cluster.x-k8s.io/v1beta1": "v1beta1", "cluster.x-k8s.io/v1beta2": "v1beta2"}, "v1beta2"},
		{map[string]string{"cluster.x-k8s.io/v1beta1": "v1alpha4_v1beta1"}, "v1beta1"},
		{map[string]string{"cluster.x-k8s.io/v1beta2": "v1beta10_v1beta2_v1alpha1"}, "v1beta10"},
		{map[string]string{"cluster.x-k8s.io/v1beta2": ""}, ""},
		{nil, ""},
	} {
		got, ok := newestVersion(c.labels)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("newestVersion(%v) = %q, %v, want %q", c.labels, got, ok, c.want)
		}
	}
}
