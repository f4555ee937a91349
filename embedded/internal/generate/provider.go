package main

import (
	"os"
	"path/filepath"
	"slices"
)

// providerCopy is a module of its own that replaces sigs.k8s.io/cluster-api/test
// in our build. (The go command refuses to overlay files of the module cache.)
const providerCopy = "generated/cluster-api-test"

const (
	muxDir     = "infrastructure/inmemory/pkg/server"
	backendDir = "infrastructure/docker/internal/controllers/backends/inmemory"
)

var providerChanges = []change{
	{
		file: muxDir + "/mux.go", times: 1,
		from: `net.Listen("tcp", fmt.Sprintf(":%d", options.DebugPort))`,
		to:   `net.Listen("tcp", net.JoinHostPort(ListenHost, fmt.Sprint(options.DebugPort)))`,
	},
	{
		file: muxDir + "/mux.go", times: 2,
		from: `net.Listen("tcp", fmt.Sprintf(":%d", wcl.Port()))`,
		to:   `net.Listen("tcp", net.JoinHostPort(ListenHost, fmt.Sprint(wcl.Port())))`,
	},
	{
		// Upstream counts up and never comes back, so that a long-lived lab
		// would run out of ports however few clusters it has.
		file: muxDir + "/mux.go", times: 1,
		from: `port, err = m.getFreePortLocked()`,
		to:   `port, err = m.claimPortLocked()`,
	},
	{
		// Upstream writes into a nil map when a DevCluster has no annotation.
		file: backendDir + "/inmemorycluster_backend.go", times: 1,
		from: `inMemoryCluster.Annotations[infrav1.ListenerAnnotationName] = listenerName`,
		to: "if inMemoryCluster.Annotations == nil {\n\t\tinMemoryCluster.Annotations = map[string]string{}\n\t}\n" +
			"\tinMemoryCluster.Annotations[infrav1.ListenerAnnotationName] = listenerName",
	},
}

// anyKey lets the servers of clusters be signed for by keys of any kind, and have
// one on an elliptic curve: whoever connects takes a tenth of what it took.
var anyKey = []change{
	{file: muxDir + "/mux.go", times: 1, from: "\t\"crypto/rsa\"\n", to: "\t\"crypto\"\n"},
	{file: muxDir + "/mux.go", times: 2, from: "caKey *rsa.PrivateKey", to: "caKey crypto.Signer"},
	{file: muxDir + "/certs.go", times: 1, from: "\t\"crypto/rsa\"\n", to: "\t\"crypto\"\n\t\"crypto/ecdsa\"\n\t\"crypto/elliptic\"\n\t\"crypto/rand\"\n"},
	{file: muxDir + "/certs.go", times: 1, from: "var key *rsa.PrivateKey", to: "var key crypto.Signer"},
	{file: muxDir + "/certs.go", times: 1, from: "key, err = certs.NewPrivateKey()", to: "key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)"},
	{file: muxDir + "/certs.go", times: 1, from: "(*x509.Certificate, *rsa.PrivateKey, error) {", to: "(*x509.Certificate, crypto.Signer, error) {"},
	{file: muxDir + "/certs.go", times: 1, from: "func newCertAndKey(", to: `// keyPEM is the key above.
func keyPEM(key crypto.Signer) []byte {
	text, err := certs.EncodePrivateKeyPEMFromSigner(key)
	if err != nil {
		panic(err.Error())
	}
	return text
}

func newCertAndKey(`},
	{file: muxDir + "/mux.go", times: 2, from: "certs.EncodePrivateKeyPEM(", to: "keyPEM("},
	{file: muxDir + "/listener.go", times: 1, from: "certs.EncodePrivateKeyPEM(", to: "keyPEM("},
	{file: muxDir + "/listener.go", times: 1, from: "adminKey         *rsa.PrivateKey", to: "adminKey         crypto.Signer"},
	{file: muxDir + "/certs.go", times: 1, from: "caKey *rsa.PrivateKey", to: "caKey crypto.Signer"},
	{file: muxDir + "/listener.go", times: 1, from: "\t\"crypto/rsa\"\n", to: "\t\"crypto\"\n"},
	{file: muxDir + "/listener.go", times: 1, from: "apiServerCaKey              *rsa.PrivateKey", to: "apiServerCaKey              crypto.Signer"},
	{file: backendDir + "/inmemorymachine_backend.go", times: 1, from: "\t\"crypto/rsa\"\n", to: ""},
	{file: backendDir + "/inmemorymachine_backend.go", times: 2, from: "key.(*rsa.PrivateKey)", to: "key"},
}

// backingChanges put the real API of simulated clusters where the fake one is.
var backingChanges = []change{
	{
		file: muxDir + "/mux.go", times: 1,
		from: `apiHandler := inmemoryapi.NewAPIServerHandler(m.manager, m.log, resourceGroupResolver)`,
		to:   `apiHandler := m.backed(inmemoryapi.NewAPIServerHandler(m.manager, m.log, resourceGroupResolver))`,
	},
	{
		file: muxDir + "/mux.go", times: 1,
		from: "\t\tTLSConfig: &tls.Config{\n",
		to:   "\t\tTLSConfig: &tls.Config{\n\t\t\tGetConfigForClient: m.askForCertificates(),\n",
	},
	{
		file: backendDir + "/inmemorycluster_backend.go", times: 1,
		from: "\tr.InMemoryManager.AddResourceGroup(resourceGroup)\n",
		to:   "\tr.InMemoryManager.AddResourceGroup(resourceGroup)\n" + unless("Prepare"),
	},
	{
		file: backendDir + "/inmemorycluster_backend.go", times: 1,
		from: "ReconcileDelete(_ context.Context, cluster",
		to:   "ReconcileDelete(ctx context.Context, cluster",
	},
	{
		file: backendDir + "/inmemorycluster_backend.go", times: 1,
		from: "\tr.InMemoryManager.DeleteResourceGroup(resourceGroup)\n",
		to:   unless("Release") + "\tr.InMemoryManager.DeleteResourceGroup(resourceGroup)\n",
	},
	{
		file: backendDir + "/inmemorymachine_backend.go", times: 2,
		from: "\t// Call the inner reconciliation methods.\n",
		to:   unless("Prepare") + "\t// Call the inner reconciliation methods.\n",
	},
}

// unless is Go code that leaves a reconciliation until a cluster is prepared or
// released.
func unless(done string) string {
	return "\tif done, err := inmemoryserver." + done + "(ctx, r.InMemoryManager, cluster, inMemoryCluster); err != nil || !done {\n" +
		"\t\treturn inmemoryserver.Later(err)\n\t}\n"
}

func writeProviderCopy() error {
	from, err := moduleDir(providerModule)
	if err != nil {
		return err
	}
	if err := writeCopy(from, "infrastructure", providerCopy, slices.Concat(providerChanges, anyKey, backingChanges)); err != nil {
		return err
	}
	for name, source := range map[string]string{"loopback.go": loopbackSource, "backing.go": backingSource} {
		added := filepath.Join(providerCopy, filepath.FromSlash(muxDir), name)
		if err := os.WriteFile(added, []byte(source), 0o644); err != nil {
			return err
		}
	}
	return rejectListeners(providerCopy)
}
