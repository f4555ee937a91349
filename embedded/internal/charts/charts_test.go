package charts

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// TestOnlyChartsAreServed: what else lies in the namespace, nobody gets without the API's leave.
func TestOnlyChartsAreServed(t *testing.T) {
	server := handler(func(_ context.Context, name string) (*corev1.ConfigMap, error) {
		switch name {
		case "web":
			return &corev1.ConfigMap{
				Data:       map[string]string{"index.yaml": "entries: {}\n", "other": "not for you"},
				BinaryData: map[string][]byte{"chart.tgz": []byte("packed")},
			}, nil
		case "settings":
			return &corev1.ConfigMap{Data: map[string]string{"index.yaml": "not for you"}}, nil
		case "slow":
			return nil, errors.New("timeout")
		}
		return nil, apierrors.NewNotFound(schema.GroupResource{Resource: "configmaps"}, name)
	})
	for path, want := range map[string]struct {
		code int
		text string
	}{
		"/kaaslab-charts/web/index.yaml":      {http.StatusOK, "entries: {}\n"},
		"/kaaslab-charts/web/web-1.0.0.tgz":   {http.StatusOK, "packed"},
		"/kaaslab-charts/web/other":           {code: http.StatusNotFound},
		"/kaaslab-charts/settings/index.yaml": {code: http.StatusNotFound},
		"/kaaslab-charts/none/index.yaml":     {code: http.StatusNotFound},
		"/kaaslab-charts/slow/index.yaml":     {code: http.StatusServiceUnavailable},
		"/":                                   {code: http.StatusNotFound},
	} {
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code != want.code || want.text != "" && answer.Body.String() != want.text {
			t.Errorf("%s: %d %q, want %d %q", path, answer.Code, answer.Body, want.code, want.text)
		}
	}
}
