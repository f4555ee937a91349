package recorder

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWritesAreNotedAndReadsAreNot(t *testing.T) {
	daemon := filepath.Join(t.TempDir(), "daemon")
	listener, err := net.Listen("unix", daemon)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		_, _ = io.Copy(w, request.Body)
	})}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()

	r, err := Start(filepath.Join(t.TempDir(), "recorder"), "unix://"+daemon)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, request := range [][2]string{
		{http.MethodHead, "/_ping"}, {http.MethodGet, "/v1.41/containers/json"},
		{http.MethodPost, "/v1.41/networks/create"}, {http.MethodDelete, "/v1.41/volumes/x"},
	} {
		ask(t, r, request[0], request[1])
	}
	want := []string{"POST /v1.41/networks/create", "DELETE /v1.41/volumes/x"}
	if got := r.Writes(); !slices.Equal(got, want) {
		t.Errorf("noted %q, want %q", got, want)
	}
}

// ask checks that the daemon behind the recorder answers.
func ask(t *testing.T, r *Recorder, method, path string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", strings.TrimPrefix(r.Host(), "unix://"))
	}}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://docker"+path, strings.NewReader("said"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || method != http.MethodHead && string(answer) != "said" {
		t.Errorf("%s %s: %q, %v", method, path, answer, err)
	}
}
