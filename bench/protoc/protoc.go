// Package protoc compiles .proto files and asks protoc-gen-go to generate from
// them, as protoc would.
package protoc

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

// Request is what protoc would tell a plugin to generate: sources by file name.
func Request(sources map[string]string, files ...string) ([]byte, error) {
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(protocompile.CompositeResolver{
			&protocompile.SourceResolver{Accessor: protocompile.SourceAccessorFromMap(sources)},
			protocompile.ResolverFunc(validateRules),
		}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	compiled, err := compiler.Compile(context.Background(), files...)
	if err != nil {
		return nil, err
	}
	ask := &pluginpb.CodeGeneratorRequest{FileToGenerate: files, Parameter: proto.String("paths=source_relative")}
	known := map[string]bool{}
	for _, file := range compiled {
		addFile(ask, known, file)
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(ask)
}

// addFile adds a file after those that it imports.
func addFile(ask *pluginpb.CodeGeneratorRequest, known map[string]bool, file protoreflect.FileDescriptor) {
	if known[file.Path()] {
		return
	}
	known[file.Path()] = true
	imports := file.Imports()
	for i := range imports.Len() {
		addFile(ask, known, imports.Get(i).FileDescriptor)
	}
	var described *descriptorpb.FileDescriptorProto
	if source, ok := file.(interface {
		FileDescriptorProto() *descriptorpb.FileDescriptorProto
	}); ok {
		described = source.FileDescriptorProto()
	} else {
		described = protodesc.ToFileDescriptorProto(file)
	}
	ask.ProtoFile = append(ask.ProtoFile, described)
}

func validateRules(name string) (protocompile.SearchResult, error) {
	if file := validate.File_buf_validate_validate_proto; name == file.Path() {
		return protocompile.SearchResult{Desc: file}, nil
	}
	return protocompile.SearchResult{}, os.ErrNotExist
}

// Files are the files of a plugin's answer.
func Files(answer []byte) ([]*pluginpb.CodeGeneratorResponse_File, error) {
	var response pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(answer, &response); err != nil {
		return nil, err
	}
	if response.Error != nil {
		return nil, fmt.Errorf("protoc-gen-go: %s", response.GetError())
	}
	return response.File, nil
}

// Generate writes the Go files of one .proto file beside it.
func Generate(file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	ask, err := Request(map[string]string{file: string(source)}, file)
	if err != nil {
		return err
	}
	plugin := exec.Command("go", "tool", "protoc-gen-go")
	plugin.Stdin, plugin.Stderr = bytes.NewReader(ask), os.Stderr
	answer, err := plugin.Output()
	if err != nil {
		return fmt.Errorf("protoc-gen-go: %w", err)
	}
	made, err := Files(answer)
	if err != nil {
		return err
	}
	for _, f := range made {
		if err := os.WriteFile(path.Base(f.GetName()), []byte(f.GetContent()), 0o666); err != nil {
			return err
		}
	}
	return nil
}
