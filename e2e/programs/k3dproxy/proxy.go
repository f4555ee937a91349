package main

import (
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"
)

// proxy forwards one port to the same port of nodes, in turn.
type proxy struct {
	port     string
	nodes    []string
	next     atomic.Uint64
	listener net.Listener
}

func listen(port string, nodes []string) (*proxy, error) {
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return nil, err
	}
	p := &proxy{port: port, nodes: nodes, listener: listener}
	go p.serve()
	return p, nil
}

func (p *proxy) close() { p.listener.Close() }

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return // it was closed
		}
		go p.forward(client)
	}
}

func (p *proxy) forward(client net.Conn) {
	defer client.Close()
	node, err := p.dial()
	if err != nil {
		fmt.Println("k3dproxy:", err)
		return
	}
	defer node.Close()
	go pipe(node, client)
	pipe(client, node)
}

// dial asks every node once, beginning with the one whose turn it is.
func (p *proxy) dial() (net.Conn, error) {
	var failed error
	for range p.nodes {
		name := p.nodes[p.next.Add(1)%uint64(len(p.nodes))]
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(name, p.port), 2*time.Second)
		if err == nil {
			return conn, nil
		}
		failed = err
	}
	return nil, failed
}

// pipe copies one direction, then says that nothing more comes.
func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
