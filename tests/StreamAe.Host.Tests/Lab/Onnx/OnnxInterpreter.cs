using System.Buffers.Binary;
using System.Text;

namespace StreamAe.Host.Tests.Lab.Onnx;

/// <summary>
/// Runs an ONNX file in double precision, read from its bytes alone: a generic reader of the protobuf wire format and the operators by their
/// published definitions. Knows nothing of the code that wrote the file.
/// </summary>
internal sealed class OnnxInterpreter
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Tensor> _constants = [];

    public OnnxInterpreter(byte[] file)
    {
        ILookup<int, Field> model = Parse(file);
        IrVersion = (long)model[1].Single().Number;
        ILookup<int, Field> opset = Parse(model[8].Single().Bytes);
        Opset = (long)opset[2].Single().Number;
        Domain = Text(opset[1].Single());
        ILookup<int, Field> graph = Parse(model[7].Single().Bytes);
        foreach (ILookup<int, Field> node in graph[1].Select(f => Parse(f.Bytes)))
        {
            var attributes = node[5].Select(a => Parse(a.Bytes)).ToDictionary(
                a => Text(a[1].Single()),
                a => a[20].Single().Number == 1 ? BitConverter.UInt32BitsToSingle((uint)a[2].Single().Number) : (double)(long)a[3].Single().Number);
            _nodes.Add(new Node(Text(node[4].Single()), [.. node[1].Select(Text)], Text(node[2].Single()), attributes));
        }

        foreach (ILookup<int, Field> tensor in graph[5].Select(f => Parse(f.Bytes)))
        {
            Assert.Equal(1ul, tensor[2].Single().Number);
            int[] dimensions = [.. tensor[1].Select(d => (int)d.Number)];
            byte[] raw = tensor[9].Single().Bytes;
            double[] values = [.. Enumerable.Range(0, raw.Length / 4).Select(i => (double)BinaryPrimitives.ReadSingleLittleEndian(raw.AsSpan(4 * i)))];
            Assert.Equal(dimensions.Aggregate(1, (a, b) => a * b), values.Length);
            _constants.Add(Text(tensor[8].Single()), new Tensor(dimensions[^1], values));
        }

        Inputs = [.. graph[11].Select(Described)];
        Outputs = [.. graph[12].Select(Described)];
    }

    public long IrVersion { get; }

    public long Opset { get; }

    public string Domain { get; }

    /// <summary>Names and widths.</summary>
    public (string Name, int Width)[] Inputs { get; }

    public (string Name, int Width)[] Outputs { get; }

    /// <summary>Every tensor by its name, after all nodes; the nodes must stand in an order in which they can run.</summary>
    public Dictionary<string, Tensor> Run(params (string Name, Tensor Value)[] inputs)
    {
        Dictionary<string, Tensor> values = new(_constants);
        foreach ((string name, Tensor value) in inputs)
        {
            values.Add(name, value);
        }

        foreach (Node node in _nodes)
        {
            values.Add(node.Output, Execute(node, [.. node.Inputs.Select(i => values[i])]));
        }

        return values;
    }

    private static Tensor Execute(Node node, Tensor[] x) => node.Operation switch
    {
        "Add" => Each(x[0], x[1], (a, b) => a + b),
        "Sub" => Each(x[0], x[1], (a, b) => a - b),
        "Mul" => Each(x[0], x[1], (a, b) => a * b),
        "Div" => Each(x[0], x[1], (a, b) => a / b),
        "Tanh" => Each(x[0], Math.Tanh),
        "Sigmoid" => Each(x[0], a => 1 / (1 + Math.Exp(-a))),
        "Relu" => Each(x[0], a => Math.Max(a, 0)),
        "LeakyRelu" => Each(x[0], a => a < 0 ? node.Attributes["alpha"] * a : a),
        "Elu" => Each(x[0], a => a < 0 ? node.Attributes["alpha"] * (Math.Exp(a) - 1) : a),
        "Concat" => Concat(x, (int)node.Attributes["axis"]),
        "Gemm" => Gemm(x[0], x[1], x[2]),
        _ => throw new NotSupportedException(node.Operation),
    };

    private static Tensor Each(Tensor a, Func<double, double> function) => new(a.Width, [.. a.Values.Select(function)]);

    /// <summary>The second is one row, given to every row of the first.</summary>
    private static Tensor Each(Tensor a, Tensor b, Func<double, double, double> function) =>
        new(a.Width, [.. a.Values.Select((v, i) => function(v, b.Values[i % b.Values.Length]))]);

    private static Tensor Concat(Tensor[] x, int axis)
    {
        Assert.Equal(1, axis);
        int rows = x[0].Values.Length / x[0].Width;
        return new Tensor(x.Sum(t => t.Width), [.. Enumerable.Range(0, rows).SelectMany(r => x.SelectMany(t => t.Values.Skip(r * t.Width).Take(t.Width)))]);
    }

    private static Tensor Gemm(Tensor a, Tensor b, Tensor c)
    {
        int rows = a.Values.Length / a.Width;
        double[] result = new double[rows * b.Width];
        for (int i = 0; i < result.Length; i++)
        {
            int row = i / b.Width, column = i % b.Width;
            result[i] = c.Values[column] + Enumerable.Range(0, a.Width).Sum(k => a.Values[(row * a.Width) + k] * b.Values[(k * b.Width) + column]);
        }

        return new Tensor(b.Width, result);
    }

    private static (string Name, int Width) Described(Field value)
    {
        ILookup<int, Field> info = Parse(value.Bytes);
        ILookup<int, Field> tensor = Parse(Parse(info[2].Single().Bytes)[1].Single().Bytes);
        Assert.Equal(1ul, tensor[1].Single().Number);
        ILookup<int, Field>[] dimensions = [.. Parse(tensor[2].Single().Bytes)[1].Select(d => Parse(d.Bytes))];
        Assert.Equal("N", Text(dimensions[0][2].Single()));
        return (Text(info[1].Single()), (int)dimensions[1][1].Single().Number);
    }

    private static string Text(Field field) => Encoding.UTF8.GetString(field.Bytes);

    private static ILookup<int, Field> Parse(byte[] message)
    {
        List<Field> fields = [];
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            (ulong number, byte[] bytes) = (0ul, (byte[])[]);
            switch (tag & 7)
            {
                case 0:
                    number = Varint(message, ref at);
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    bytes = message[at..(at + length)];
                    at += length;
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
                    at += 4;
                    break;
                default:
                    throw new NotSupportedException($"wire type {tag & 7}");
            }

            fields.Add(new Field((int)(tag >> 3), number, bytes));
        }

        return fields.ToLookup(f => f.Id);
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    /// <param name="Width">Of the last dimension.</param>
    internal sealed record Tensor(int Width, double[] Values);

    private sealed record Node(string Operation, string[] Inputs, string Output, Dictionary<string, double> Attributes);

    private sealed record Field(int Id, ulong Number, byte[] Bytes);
}
