package kube

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func TestClientFollowsTheFile(t *testing.T) {
	access := accessTo(t, "http://127.0.0.1:1")
	first, err := access.Client()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := access.Client(); again != first {
		t.Error("another client for the same file")
	}
	data, _ := os.ReadFile(access.options.Kubeconfig)
	changed := strings.Replace(string(data), ":1\"", ":2\"", 1)
	if err := os.WriteFile(access.options.Kubeconfig, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := access.Client(); err != nil || again == first {
		t.Errorf("the same client for a changed file, %v", err)
	}
}

func TestContextIsNeverGuessed(t *testing.T) {
	access := accessTo(t, "http://127.0.0.1:1")
	access.options.Context = ""
	if _, err := access.Client(); err == nil || !strings.Contains(err.Error(), `no context ""`) {
		t.Errorf("got %v", err)
	}
}

func TestTransient(t *testing.T) {
	pods := schema.GroupResource{Resource: "pods"}
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"conflict":       {apierrors.NewConflict(pods, "a", errors.New("x")), true},
		"busy":           {apierrors.NewTooManyRequests("x", 1), true},
		"webhook":        {apierrors.NewInternalError(errors.New(`failed calling webhook "x"`)), true},
		"object missing": {apierrors.NewNotFound(pods, "a"), false},
		"kind missing":   {apierrors.NewGenericServerResponse(http.StatusNotFound, "get", pods, "", "", 0, true), true},
		"invalid":        {apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, "a", nil), false},
		"refused":        {apierrors.NewForbidden(pods, "a", errors.New("x")), false},
		"end of file":    {io.ErrUnexpectedEOF, true},
	} {
		t.Run(name, func(t *testing.T) {
			var marked interface{ Transient() bool }
			if !errors.As(failed("try", test.err), &marked) || marked.Transient() != test.want {
				t.Errorf("transient is not %t for %v", test.want, test.err)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	client, err := accessTo(t, "http://127.0.0.1:1").Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Apply(t.Context(), ConfigMaps, ConfigMaps.New(Namespace, "a"), "lab")
	var marked interface{ Transient() bool }
	if !errors.As(err, &marked) || !marked.Transient() {
		t.Errorf("%v is not transient", err)
	}
}
