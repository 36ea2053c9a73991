using Google.Protobuf;
using Google.Protobuf.Reflection;
using StreamAe.Kafka.Decoding;
using FieldKindOf = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using FieldLabel = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;

namespace StreamAe.Kafka.Tests.Decoding.Protobuf;

/// <summary>A message type with every kind of field, its descriptor set on disk, and messages of it written by Google.Protobuf.</summary>
internal sealed class Reading : IDisposable
{
    public const string MessageName = "plant.v1.Reading";

    /// <summary>Field numbers of the scalars that stand at <c>all.NAME</c>.</summary>
    public static readonly FieldKindOf[] Scalars =
    [
        FieldKindOf.Double, FieldKindOf.Float, FieldKindOf.Int64, FieldKindOf.Uint64, FieldKindOf.Int32, FieldKindOf.Fixed64, FieldKindOf.Fixed32, FieldKindOf.Bool,
        FieldKindOf.Uint32, FieldKindOf.Enum, FieldKindOf.Sfixed32, FieldKindOf.Sfixed64, FieldKindOf.Sint32, FieldKindOf.Sint64,
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("streamae-proto-").FullName;

    public Reading(string syntax = "proto3")
    {
        var all = new DescriptorProto { Name = "All" };
        for (int i = 0; i < Scalars.Length; i++)
        {
            all.Field.Add(Field(NameOf(Scalars[i]), i + 1, Scalars[i], Scalars[i] == FieldKindOf.Enum ? ".plant.v1.State" : ""));
        }

        var reading = new DescriptorProto
        {
            Name = "Reading",
            OneofDecl = { new OneofDescriptorProto { Name = "source" }, new OneofDescriptorProto { Name = "_level" } },
            NestedType = { new DescriptorProto { Name = "Group", Field = { Field("x", 1, FieldKindOf.Int32) } } },
            Field =
            {
                Field("pump", 1, FieldKindOf.String),
                Field("t", 2, FieldKindOf.Int64),
                Field("flow", 3, FieldKindOf.Double),
                Field("all", 4, FieldKindOf.Message, ".plant.v1.All"),
                Field("samples", 5, FieldKindOf.Float, label: FieldLabel.Repeated),
                Field("parts", 6, FieldKindOf.Message, ".plant.v1.All", FieldLabel.Repeated),
                Field("at", 7, FieldKindOf.Message, ".google.protobuf.Timestamp"),
                Field("wrapped", 8, FieldKindOf.Message, ".google.protobuf.DoubleValue"),
                Field("a", 9, FieldKindOf.Int32),
                Field("b", 10, FieldKindOf.Int32),
                Field("level", 11, FieldKindOf.Float),
                Field("state", 300, FieldKindOf.Enum, ".plant.v1.State"),
                Field("deltas", 301, FieldKindOf.Sint64, label: FieldLabel.Repeated),
            },
        };
        reading.Field.Single(f => f.Name == "a").OneofIndex = 0;
        reading.Field.Single(f => f.Name == "b").OneofIndex = 0;
        FieldDescriptorProto level = reading.Field.Single(f => f.Name == "level");
        (level.OneofIndex, level.Proto3Optional) = (1, syntax == "proto3");
        var set = new FileDescriptorSet
        {
            File =
            {
                Google.Protobuf.WellKnownTypes.TimestampReflection.Descriptor.ToProto(),
                Google.Protobuf.WellKnownTypes.WrappersReflection.Descriptor.ToProto(),
                new FileDescriptorProto
                {
                    Name = "reading.proto",
                    Package = "plant.v1",
                    Syntax = syntax,
                    Dependency = { "google/protobuf/timestamp.proto", "google/protobuf/wrappers.proto" },
                    EnumType =
                    {
                        new EnumDescriptorProto
                        {
                            Name = "State",
                            Value = { new EnumValueDescriptorProto { Name = "OFF", Number = 0 }, new EnumValueDescriptorProto { Name = "ON", Number = 1 }, new EnumValueDescriptorProto { Name = "BROKEN", Number = -2 } },
                        },
                    },
                    MessageType = { all, reading },
                },
            },
        };
        File.WriteAllBytes(DescriptorPath, set.ToByteArray());
    }

    public string DescriptorPath => Path.Combine(_folder, "reading.desc");

    public KafkaFormat Format => new() { Format = RecordFormat.Protobuf, Descriptors = DescriptorPath, Message = MessageName };

    public static string NameOf(FieldKindOf kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The bytes that <paramref name="write"/> writes with Google's own writer.</summary>
    public static byte[] Write(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory))
        {
            write(output);
        }

        return memory.ToArray();
    }

    /// <summary>pump "p" and t 5, then what <paramref name="write"/> writes.</summary>
    public static byte[] Message(Action<CodedOutputStream>? write = null) => Write(output =>
    {
        Text(output, 1, "p");
        output.WriteTag(2, WireFormat.WireType.Varint);
        output.WriteInt64(5);
        write?.Invoke(output);
    });

    public static void Text(CodedOutputStream output, int number, string text)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    public static void Within(CodedOutputStream output, int number, Action<CodedOutputStream> write)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Write(write)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static FieldDescriptorProto Field(string name, int number, FieldKindOf kind, string type = "", FieldLabel label = FieldLabel.Optional)
    {
        var field = new FieldDescriptorProto { Name = name, Number = number, Type = kind, Label = label };
        if (type.Length > 0)
        {
            field.TypeName = type;
        }

        return field;
    }
}
