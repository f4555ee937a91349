package forward

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/transport/spdy"
	"k8s.io/streaming/pkg/httpstream"
)

// loopback is the only address that is listened on: what is forwarded may need no password.
const loopback = "127.0.0.1"

// tunnel is a connection to one pod.
type tunnel struct {
	pod  string
	port int // of this machine
	over chan error
}

// connect opens a tunnel to a ready pod. The tunnel ends with the context, or when the pod does.
func (f *Forward) connect(ctx context.Context) (*tunnel, error) {
	to, err := f.find(ctx)
	if err != nil {
		return nil, err
	}
	dialer, err := f.dialer(to.pod)
	if err != nil {
		return nil, err
	}
	ready := make(chan struct{})
	forwarder, err := portforward.NewOnAddressesForStreaming(dialer, []string{loopback},
		[]string{fmt.Sprintf("%d:%d", f.port, to.port)}, ctx.Done(), ready, io.Discard, io.Discard)
	if err != nil {
		return nil, err
	}
	t := &tunnel{pod: to.pod, over: make(chan error, 1)}
	go func() { t.over <- forwarder.ForwardPorts() }()
	select {
	case <-ready:
	case err := <-t.over:
		return nil, fmt.Errorf("connect to pod %s: %w", to.pod, orEnded(ctx, err))
	}
	ports, err := forwarder.GetPorts()
	if err != nil {
		return nil, err
	}
	t.port = int(ports[0].Local)
	return t, nil
}

func orEnded(ctx context.Context, err error) error {
	if err == nil {
		return context.Cause(ctx)
	}
	return err
}

func (t *tunnel) wait() error { return <-t.over }

// dialer speaks websocket, and SPDY with servers that are older, as kubectl does.
func (f *Forward) dialer(pod string) (httpstream.Dialer, error) {
	at := f.client.RESTClient().Post().Resource("pods").Namespace(f.options.Service.Namespace).Name(pod).SubResource("portforward").URL()
	transport, upgrader, err := spdy.RoundTripperFor(f.config)
	if err != nil {
		return nil, err
	}
	old := spdy.NewDialerForStreaming(upgrader, &http.Client{Transport: transport}, http.MethodPost, at)
	current, err := portforward.NewSPDYOverWebsocketDialerForStreaming(at, f.config)
	if err != nil {
		return nil, err
	}
	return portforward.NewFallbackDialerForStreaming(current, old, func(err error) bool {
		return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)
	}), nil
}
