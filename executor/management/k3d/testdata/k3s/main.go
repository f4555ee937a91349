// This program stands in for k3s and for k3d's load balancer in tests: it does what k3d waits for, answers /readyz, and has no
// pods. As a shell it does nothing.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	switch role := append(os.Args, "")[1]; {
	case filepath.Base(os.Args[0]) == "sh":
		return
	case role == "server":
		serve()
	case role == "agent":
		fmt.Println("Successfully registered node")
	default:
		balance()
	}
	<-end
}

func check(err error) {
	if err != nil {
		fmt.Println("level=fatal", err)
		os.Exit(1)
	}
}

const state = "/var/lib/rancher/k3s/server/manifests/"

func serve() {
	check(os.MkdirAll(state, 0o755))
	check(os.MkdirAll("/output", 0o755))
	certificate := keep()
	check(os.WriteFile(state+"coredns.yaml", []byte("kind: ConfigMap\ndata: {}\n"), 0o644))
	listener, err := tls.Listen("tcp", ":6443", &tls.Config{Certificates: []tls.Certificate{certificate}})
	check(err)
	fmt.Println("Containerd is now running\nRunning kube-apiserver\nk3s is up and running\nCluster dns configmap has been set")
	go func() {
		check(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := os.Stat("/deaf"); err == nil || r.Header.Get("Authorization") != "Bearer secret" {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			fmt.Fprint(w, "{}") // an empty list, too
		})))
	}()
}

// keep makes a certificate at the first start, and writes the kubeconfig with it.
func keep() tls.Certificate {
	if certificate, err := tls.LoadX509KeyPair(state+"cert.pem", state+"key.pem"); err == nil {
		return certificate
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(err)
	private, err := x509.MarshalECPrivateKey(key)
	check(err)
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})
	check(os.WriteFile(state+"cert.pem", certPEM, 0o600))
	check(os.WriteFile(state+"key.pem", keyPEM, 0o600))
	check(os.WriteFile("/output/kubeconfig.yaml", []byte(fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: default, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: %s}}]
users: [{name: default, user: {token: secret}}]
contexts: [{name: default, context: {cluster: default, user: default}}]
current-context: default
`, base64.StdEncoding.EncodeToString(certPEM))), 0o600))
	certificate, err := tls.X509KeyPair(certPEM, keyPEM)
	check(err)
	return certificate
}

// balance forwards the API server's port to the first server that k3d names.
func balance() {
	file, err := os.Open("/etc/confd/values.yaml")
	check(err)
	target := ""
	for lines := bufio.NewScanner(file); lines.Scan() && target == ""; {
		if name, found := strings.CutPrefix(strings.TrimSpace(lines.Text()), "- "); found {
			target = name
		}
	}
	listener, err := net.Listen("tcp", ":6443")
	check(err)
	fmt.Println("start worker processes")
	go func() {
		for {
			from, err := listener.Accept()
			check(err)
			go forward(from, target)
		}
	}()
}

func forward(from net.Conn, target string) {
	defer from.Close()
	to, err := net.Dial("tcp", net.JoinHostPort(target, "6443"))
	if err != nil {
		return
	}
	defer to.Close()
	go io.Copy(to, from)
	io.Copy(from, to)
}
