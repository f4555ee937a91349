package apiserver

import (
	"context"
	"fmt"
	"net/http"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/informers"
	openapicommon "k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/handler"
	"k8s.io/kube-openapi/pkg/handler3"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// library holds the descriptions of the built-in API, which the first server of
// a release makes and all of that release serve. They are two thirds of what a
// server keeps in memory. What users define comes from each server itself.
type library struct {
	releases map[string]*documents
	// The definitions that all are made of, which servers need for server-side apply.
	definitions2, definitions3 map[string]openapicommon.OpenAPIDefinition
}

// documents are those of one release.
type documents struct {
	v2      *handler.OpenAPIService
	v3      *handler3.OpenAPIService
	servers int // that serve them
}

// share lets the parts of a server use the definitions of the first one.
func (l *library) share(parts *app.Config, release string) {
	kube := parts.KubeAPIs.ControlPlane.Generic
	for _, c := range []*genericapiserver.Config{kube, &parts.Aggregator.GenericConfig.Config, &parts.ApiExtensions.GenericConfig.Config} {
		if c.OpenAPIConfig != nil {
			c.OpenAPIConfig.GetDefinitions = once(&l.definitions2, c.OpenAPIConfig.GetDefinitions)
		}
		if c.OpenAPIV3Config != nil {
			if l.definitions3 == nil {
				l.definitions3 = c.OpenAPIV3Config.Definitions
			}
			c.OpenAPIV3Config.Definitions = l.definitions3
			c.OpenAPIV3Config.GetDefinitions = once(&l.definitions3, c.OpenAPIV3Config.GetDefinitions)
		}
	}
	_, kube.SkipOpenAPIInstallation = l.releases[release]
}

// once calls get the first time only. Each kind of document has definitions of
// its own, because their references differ.
func once(made *map[string]openapicommon.OpenAPIDefinition, get openapicommon.GetOpenAPIDefinitions) openapicommon.GetOpenAPIDefinitions {
	return func(reference openapicommon.ReferenceCallback) map[string]openapicommon.OpenAPIDefinition {
		if *made == nil {
			*made = get(reference)
		}
		return *made
	}
}

// serve registers the documents with a server that made none.
func (l *library) serve(kube *genericapiserver.GenericAPIServer, release string) error {
	made, found := l.releases[release]
	if !found {
		return nil
	}
	mux := kube.Handler.NonGoRestfulMux
	made.v2.RegisterOpenAPIVersionedService("/openapi/v2", mux)
	return made.v3.RegisterOpenAPIV3VersionedService("/openapi/v3", mux)
}

// keep counts a server of a release, and takes the documents that the first one
// made.
func (l *library) keep(kube *genericapiserver.GenericAPIServer, release string) {
	if l.releases[release] == nil {
		l.releases[release] = &documents{v2: kube.OpenAPIVersionedService, v3: kube.OpenAPIV3VersionedService}
	}
	l.releases[release].servers++
}

// drop counts a server that has ended. Documents that nobody serves go, but for
// the last ones: the next server is likely to be of that release.
func (l *library) drop(release string) {
	made := l.releases[release]
	made.servers--
	if made.servers == 0 && len(l.releases) > 1 {
		delete(l.releases, release)
	}
}

// chain is a server that is ready to run.
type chain struct {
	handler   http.Handler
	informers informers.SharedInformerFactory
	run       func(context.Context) error
	leave     func() // gives up what it shares with others
}

// link builds the servers that a kube-apiserver consists of, one behind the other.
func (h *Host) link(parts *app.Config, release string) (chain, error) {
	complete, err := parts.Complete()
	if err != nil {
		return chain{}, err
	}
	front, err := app.CreateServerChain(complete)
	if err != nil {
		return chain{}, err
	}
	kube, ok := front.GenericAPIServer.NextDelegate().(*genericapiserver.GenericAPIServer)
	if !ok {
		return chain{}, fmt.Errorf("behind the aggregator is %T: the module changed", front.GenericAPIServer.NextDelegate())
	}
	if err := h.library.serve(kube, release); err != nil {
		return chain{}, err
	}
	prepared, err := front.PrepareRun()
	if err != nil {
		return chain{}, err
	}
	h.library.keep(kube, release)
	return chain{
		handler: front.GenericAPIServer.Handler, informers: parts.KubeAPIs.ControlPlane.VersionedInformers,
		run: prepared.Run, leave: func() { h.leave(release) },
	}, nil
}

func (h *Host) leave(release string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.library.drop(release)
}

// insert puts inner behind authentication and authorization.
func insert(parts *app.Config, inner func(http.Handler) http.Handler) {
	if inner == nil {
		return
	}
	config := parts.Aggregator.GenericConfig
	build := config.BuildHandlerChainFunc
	config.BuildHandlerChainFunc = func(api http.Handler, c *genericapiserver.Config) http.Handler {
		return build(inner(api), c)
	}
}
