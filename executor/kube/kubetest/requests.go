package kubetest

import (
	"bufio"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
)

// Requests is how many requests the server has answered by its own count, the few that it sends itself among them. What asks for
// metrics is not counted, so that two calls differ by what happened between them.
func (s *Server) Requests(t testing.TB) int {
	t.Helper()
	client, err := rest.HTTPClientFor(s.config)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Get(s.config.Host + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the metrics of the API server: %s", answer.Status)
	}
	return answered(t, answer.Body)
}

// answered adds up the lines of the metric that counts requests.
func answered(t testing.TB, metrics io.Reader) (all int) {
	t.Helper()
	lines := bufio.NewScanner(metrics)
	for lines.Scan() {
		line := lines.Text()
		if !strings.HasPrefix(line, "apiserver_request_total{") {
			continue
		}
		n, err := strconv.ParseFloat(line[strings.LastIndexByte(line, ' ')+1:], 64)
		if err != nil {
			t.Fatalf("a count of requests: %v", err)
		}
		all += int(n)
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	return all
}
