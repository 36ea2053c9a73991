using System.Buffers.Binary;
using Google.Protobuf;

namespace StreamAe.Host.Lab.Onnx;

/// <summary>
/// An ONNX graph as it is built up. Field numbers are those of onnx.proto (github.com/onnx/onnx), which never change; only the messages that a
/// feed-forward network needs are known here.
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>Of 2020, read by every runtime since; Gemm, Concat and the arithmetic have the form used here.</summary>
    private const int Opset = 13;
    private const int IrVersion = 7;

    private const int FloatType = 1;
    private const int FloatAttribute = 1;
    private const int IntAttribute = 2;

    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<ProtoMessage> _initializers = [];
    private readonly List<ProtoMessage> _inputs = [];
    private readonly List<ProtoMessage> _outputs = [];

    public void AddInput(string name, int width) => _inputs.Add(Value(name, width));

    public void AddOutput(string name, int width) => _outputs.Add(Value(name, width));

    /// <summary>A constant of the graph.</summary>
    /// <param name="dimensions">Their product is the number of values.</param>
    public string AddConstant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions)
    {
        byte[] raw = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        var tensor = new ProtoMessage();
        foreach (int dimension in dimensions)
        {
            tensor.Add(1, (long)dimension);
        }

        _initializers.Add(tensor.Add(2, (long)FloatType).Add(8, name).Add(9, UnsafeByteOperations.UnsafeWrap(raw)));
        return name;
    }

    /// <summary>An operator; returns the name of its result.</summary>
    public string AddNode(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        _nodes.Add(Node(operation, output, inputs));
        return output;
    }

    public string AddNodeWithFloat(string operation, string output, string attribute, float value, params ReadOnlySpan<string> inputs)
    {
        _nodes.Add(Node(operation, output, inputs).Add(5, new ProtoMessage().Add(1, attribute).Add(2, value).Add(20, (long)FloatAttribute)));
        return output;
    }

    public string AddNodeWithInt(string operation, string output, string attribute, long value, params ReadOnlySpan<string> inputs)
    {
        _nodes.Add(Node(operation, output, inputs).Add(5, new ProtoMessage().Add(1, attribute).Add(3, value).Add(20, (long)IntAttribute)));
        return output;
    }

    public void Write(Stream stream, string name, string producerVersion)
    {
        var graph = new ProtoMessage();
        AddAll(graph, 1, _nodes);
        graph.Add(2, name);
        AddAll(graph, 5, _initializers);
        AddAll(graph, 11, _inputs);
        AddAll(graph, 12, _outputs);
        new ProtoMessage()
            .Add(1, (long)IrVersion)
            .Add(2, "StreamAe")
            .Add(3, producerVersion)
            .Add(7, graph)
            .Add(8, new ProtoMessage().Add(1, "").Add(2, (long)Opset))
            .WriteTo(stream);
    }

    private static ProtoMessage Node(string operation, string output, ReadOnlySpan<string> inputs)
    {
        var node = new ProtoMessage();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }

        return node.Add(2, output).Add(3, output).Add(4, operation);
    }

    /// <summary>A matrix of N rows, as many as are given at a time.</summary>
    private static ProtoMessage Value(string name, int width)
    {
        ProtoMessage shape = new ProtoMessage().Add(1, new ProtoMessage().Add(2, "N")).Add(1, new ProtoMessage().Add(1, (long)width));
        ProtoMessage tensor = new ProtoMessage().Add(1, (long)FloatType).Add(2, shape);
        return new ProtoMessage().Add(1, name).Add(2, new ProtoMessage().Add(1, tensor));
    }

    private static void AddAll(ProtoMessage message, int field, List<ProtoMessage> parts)
    {
        foreach (ProtoMessage part in parts)
        {
            message.Add(field, part);
        }
    }
}
