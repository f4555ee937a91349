// Package images finds the container images that Kubernetes objects name, and lists the images of a lab with who asks for each. It
// looks at nothing but what it is given.
package images
