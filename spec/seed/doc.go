// Package seed turns the manifests of a lab that was kept by scripts into a lab file.
//
// Such a lab is a Cluster API manifest of kinds that go away (v1beta1, DockerCluster, DockerMachineTemplate) and,
// perhaps, Sveltos profiles. Convert is a pure function from their text to the text of a lab file and the manifests that
// it names. What is understood is taken out of the objects, and what is left over at the end is reported: so nothing is
// lost in silence, whatever the objects hold.
package seed
