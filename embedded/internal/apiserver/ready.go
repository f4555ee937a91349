package apiserver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	// readyInterval is long enough for twenty servers that start at a time: what
	// says that a server is not ready looks through all that it waits for.
	readyInterval = 200 * time.Millisecond
	readyTimeout  = 2 * time.Minute
)

// WaitReady returns once the server says that it is ready. When it does not in
// time, the error holds its last answer.
func WaitReady(ctx context.Context, config *rest.Config) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	var last error
	err = wait.PollUntilContextCancel(ctx, readyInterval, true, func(ctx context.Context) (bool, error) {
		attempt, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		_, last = client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(attempt)
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("wait until the API server is ready: %w", errors.Join(last, err))
	}
	return nil
}
