package planner

// Forecast is what an add-on profile will do on one workload cluster.
type Forecast struct {
	Profile string
	Cluster string
	// KubernetesVersion is what the charts were told of the cluster.
	KubernetesVersion string
	// Compared says that the cluster was looked at. Otherwise everything is told as what would come.
	Compared bool
	// Same is how many objects are there as they are wanted.
	Same    int
	Objects []ForecastObject
	// Notes say what cannot be told, and why.
	Notes []string
}

// ForecastObject is an object in a workload cluster that comes, changes or goes.
type ForecastObject struct {
	Action     Action // Create, Update or Delete
	APIVersion string
	Kind       string
	Namespace  string
	Name       string
	// From is the release or the file that it is of.
	From    string
	Changes []Change
}

// Title is the kind and the name, with the namespace.
func (o ForecastObject) Title() string {
	if o.Namespace == "" {
		return o.Kind + " " + o.Name
	}
	return o.Kind + " " + o.Namespace + "/" + o.Name
}
