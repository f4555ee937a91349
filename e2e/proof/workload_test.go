package proof

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"
)

// applyCluster retries: providers that are ready may not be trusted by the API
// server yet.
func applyCluster(ctx context.Context, k kubectl) error {
	return retry(ctx, func(ctx context.Context) error {
		return k.run(ctx, "apply", "-f", "testdata/cluster.yaml")
	})
}

func removeCluster(t *testing.T, k kubectl) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 3*time.Minute)
	defer cancel()
	if err := k.run(ctx, "delete", "cluster", workloadCluster, "--timeout=3m"); err != nil {
		t.Errorf("remove the workload cluster: %v", err)
	}
}

// awaitAPIServer writes the workload cluster's kubeconfig for use from outside
// of Docker, and returns once it works.
func awaitAPIServer(ctx context.Context, k kubectl, file string) error {
	return retry(ctx, func(ctx context.Context) error {
		encoded, err := k.output(ctx, "get", "secret", workloadCluster+"-kubeconfig", "-o", "jsonpath={.data.value}")
		if err != nil {
			return err
		}
		text, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return err
		}
		if text, err = fromOutside(ctx, text); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return err
		}
		return kubectl{k.program, file}.run(ctx, "get", "--raw", "/readyz")
	})
}

// fromOutside replaces the address of the load balancer by the port that it is
// published on.
func fromOutside(ctx context.Context, text []byte) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "docker", "port", workloadCluster+"-lb", "6443/tcp").Output()
	if err != nil {
		return nil, fmt.Errorf("port of the load balancer: %w", err)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	port := first[strings.LastIndex(first, ":")+1:]
	config, err := clientcmd.Load(text)
	if err != nil {
		return nil, err
	}
	for _, cluster := range config.Clusters {
		cluster.Server = "https://127.0.0.1:" + port
	}
	return clientcmd.Write(*config)
}

// awaitWebserver asks the add-on through its Service.
func awaitWebserver(ctx context.Context, t *testing.T, w kubectl) error {
	return retry(ctx, func(ctx context.Context) error {
		answer, err := w.output(ctx, "get", "--raw", "/api/v1/namespaces/webserver/services/webserver:http/proxy/")
		if err == nil {
			t.Log(answer)
		}
		return err
	})
}
