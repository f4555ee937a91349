package kube

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
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

// TestServerErrorsPassUnlessFinal goes through what API servers answer, in their words.
func TestServerErrorsPassUnlessFinal(t *testing.T) {
	pods := schema.GroupResource{Resource: "pods"}
	answer := func(code int, message string) error {
		return &apierrors.StatusError{ErrStatus: metav1.Status{Code: int32(code), Message: message}}
	}
	for name, test := range map[string]struct {
		err  error
		want executor.Outlook
	}{
		"conflict":           {apierrors.NewConflict(pods, "a", errors.New("x")), executor.Passing},
		"exists already":     {apierrors.NewAlreadyExists(pods, "a"), executor.Passing},
		"busy":               {apierrors.NewTooManyRequests("x", 1), executor.Passing},
		"expired":            {apierrors.NewResourceExpired("x"), executor.Passing},
		"webhook away":       {apierrors.NewInternalError(errors.New(`failed calling webhook "x": no endpoints available for service "y"`)), executor.Passing},
		"webhook untrusted":  {apierrors.NewInternalError(errors.New(`failed calling webhook "x": tls: failed to verify certificate: x509: certificate signed by unknown authority`)), executor.Passing},
		"unavailable":        {apierrors.NewServiceUnavailable("x"), executor.Passing},
		"bad gateway":        {answer(502, "x"), executor.Passing},
		"strange answer":     {apierrors.NewGenericServerResponse(500, "get", pods, "", "oops", 0, true), executor.Passing},
		"internal":           {answer(500, "x"), executor.Unclear},
		"webhook in trouble": {answer(500, `admission webhook "x" denied the request: cache is not synced`), executor.Unclear},
		"object missing":     {apierrors.NewNotFound(pods, "a"), executor.Unclear},
		"namespace missing":  {apierrors.NewNotFound(schema.GroupResource{Resource: "namespaces"}, "a"), executor.Passing},
		"kind missing":       {apierrors.NewGenericServerResponse(http.StatusNotFound, "get", pods, "", "", 0, true), executor.Passing},
		"namespace going": {&apierrors.StatusError{ErrStatus: metav1.Status{Code: 403, Reason: metav1.StatusReasonForbidden,
			Details: &metav1.StatusDetails{Causes: []metav1.StatusCause{{Type: "NamespaceTerminating"}}}}}, executor.Passing},
		"quota":           {apierrors.NewForbidden(pods, "a", errors.New("exceeded quota: x, requested: pods=1, used: pods=1, limited: pods=1")), executor.Unclear},
		"port on its way": {answer(422, "spec.ports[0].nodePort: Invalid value: 30000: provided port is already allocated"), executor.Unclear},
		"end of file":     {io.ErrUnexpectedEOF, executor.Passing},
		"closed":          {&url.Error{Op: "Get", URL: "https://x", Err: io.EOF}, executor.Passing},
		"odd":             {errors.New("x"), executor.Unclear},

		"invalid":          {apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, "a", nil), executor.Lasting},
		"bad request":      {apierrors.NewBadRequest("x"), executor.Lasting},
		"forbidden":        {apierrors.NewForbidden(pods, "a", errors.New("User \"x\" cannot create resource")), executor.Lasting},
		"unauthorized":     {apierrors.NewUnauthorized("x"), executor.Lasting},
		"denied":           {answer(400, `admission webhook "x" denied the request: no`), executor.Lasting},
		"denied by policy": {answer(403, `admission webhook "x" denied the request: no`), executor.Lasting},
		"too large":        {answer(413, "Request entity too large: limit is 3145728"), executor.Lasting},
		"wrong type":       {answer(500, "failed to create typed patch object (default/c3; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:true}"), executor.Lasting},
		"unknown field":    {answer(500, "failed to create typed patch object (default/d; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema"), executor.Lasting},
		"no base64":        {answer(500, "failed to create manager for existing fields: failed to convert new object (default/s; /v1, Kind=Secret) to smd typed: illegal base64 data at input byte 3"), executor.Lasting},
		"not implemented":  {answer(501, "x"), executor.Lasting},
	} {
		t.Run(name, func(t *testing.T) {
			if got := executor.OutlookOf(failed("try", test.err), nil); got != test.want {
				t.Errorf("outlook %d of %v, want %d", got, test.err, test.want)
			}
		})
	}
}

func TestServersAreLeftAloneAsLongAsTheyAsk(t *testing.T) {
	var busy interface{ RetryAfter() time.Duration }
	if err := failed("try", apierrors.NewTooManyRequests("x", 7)); !errors.As(err, &busy) || busy.RetryAfter() != 7*time.Second {
		t.Errorf("%v does not say how long", err)
	}
}

func TestNobodyListens(t *testing.T) {
	client, err := accessTo(t, "http://127.0.0.1:1").Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Apply(t.Context(), ConfigMaps, ConfigMaps.New(Namespace, "a"), ownershiptest.Lab("lab"))
	if executor.OutlookOf(err, nil) != executor.Passing {
		t.Errorf("%v does not pass", err)
	}
}
