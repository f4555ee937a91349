package spec

import "regexp"

// ImageCacheAddress is where the cache of images of a lab listens in its container, on networks of Docker.
const ImageCacheAddress = ":5000"

// ImageCacheName is the name of the container that is the cache of images of a lab, by which nodes find it.
func ImageCacheName(lab string) string { return "kaaslab-" + lab + "-image-cache" }

// ImageCacheMirror is the address of the cache of images of a lab, as nodes have that of a mirror.
func ImageCacheMirror(lab string) string { return "http://" + ImageCacheName(lab) + ImageCacheAddress }

var imageCacheMirror = regexp.MustCompile("^" + ImageCacheMirror("([a-z0-9-]+)") + "$")

// ImageCacheOf is the name of the container that a mirror is, or nothing for one that is no cache of a lab's.
func ImageCacheOf(mirror string) string {
	found := imageCacheMirror.FindStringSubmatch(mirror)
	if found == nil {
		return ""
	}
	return ImageCacheName(found[1])
}
