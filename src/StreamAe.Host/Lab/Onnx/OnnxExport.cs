using StreamAe.Host.Modules;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Lab.Onnx;

/// <summary>A model as an ONNX graph: raw rows in, code and raw reconstruction out. A VAE's code is its mean; nothing is drawn.</summary>
internal static class OnnxExport
{
    /// <summary>Half of what protobuf allows a message: the graph holds every weight, and is built within others.</summary>
    private const long MaxBytes = 1L << 30;

    private const float LeakySlope = 0.01f;

    /// <exception cref="InvalidDataException">The model is too large for one protobuf message.</exception>
    public static void Write(Stream stream, StoredModel model)
    {
        Architecture a = model.Architecture;
        long bytes = ModelFile.StoredFloats(a) * sizeof(float);
        if (bytes > MaxBytes)
        {
            throw new InvalidDataException($"{a} has {ByteText.Of(bytes)} of parameters; an ONNX file of one part holds at most {ByteText.Of(MaxBytes)}. Train a narrower model.");
        }

        var graph = new OnnxGraph();
        graph.AddInput("rows", a.Features);
        string offsets = graph.AddConstant("offsets", model.Scaling.Offsets, a.Features);
        string scales = graph.AddConstant("scales", model.Scaling.Scales, a.Features);
        string value = graph.AddNode("Div", "scaled", graph.AddNode("Sub", "centred", "rows", offsets), scales);
        if (a.Condition > 0)
        {
            graph.AddInput("context", a.Condition);
            value = graph.AddNodeWithInt("Concat", "conditioned", "axis", 1, value, "context");
        }

        for (int l = 0; l < a.Layers.Length; l++)
        {
            bool isLatent = l == a.LatentLayer;
            value = AddLayer(graph, model, l, value, isLatent ? "code" : null);
            if (isLatent && a.Condition > 0)
            {
                value = graph.AddNodeWithInt("Concat", "conditionedCode", "axis", 1, value, "context");
            }
        }

        graph.AddNode("Add", "reconstruction", graph.AddNode("Mul", "spread", value, scales), offsets);
        graph.AddOutput("code", a.Latent);
        graph.AddOutput("reconstruction", a.Features);
        graph.Write(stream, "autoencoder", ProductVersion.Text);
    }

    /// <summary>One Gemm and its activation; of a Gaussian latent layer the means alone, which are its first outputs.</summary>
    private static string AddLayer(OnnxGraph graph, StoredModel model, int index, string input, string? resultName)
    {
        DenseLayer layer = model.Architecture.Layers[index];
        int outputs = index == model.Architecture.LatentLayer ? model.Architecture.Latent : layer.Outputs;
        float[] weights = new float[layer.Inputs * outputs];
        for (int i = 0; i < layer.Inputs; i++)
        {
            model.Parameters.AsSpan(layer.WeightOffset + (i * layer.OutputStride), outputs).CopyTo(weights.AsSpan(i * outputs));
        }

        string name = $"layer{index + 1}";
        string weight = graph.AddConstant($"{name}.weight", weights, layer.Inputs, outputs);
        string bias = graph.AddConstant($"{name}.bias", model.Parameters.AsSpan(layer.BiasOffset, outputs), outputs);
        string result = resultName ?? $"{name}.out";
        string sum = graph.AddNode("Gemm", layer.Activation == Activation.Linear ? result : $"{name}.sum", input, weight, bias);
        return layer.Activation switch
        {
            Activation.Linear => sum,
            Activation.Tanh => graph.AddNode("Tanh", result, sum),
            Activation.Sigmoid => graph.AddNode("Sigmoid", result, sum),
            Activation.Relu => graph.AddNode("Relu", result, sum),
            Activation.LeakyRelu => graph.AddNodeWithFloat("LeakyRelu", result, "alpha", LeakySlope, sum),
            Activation.Elu => graph.AddNodeWithFloat("Elu", result, "alpha", 1, sum),
            _ => throw new InvalidOperationException($"No ONNX operator for {layer.Activation}."),
        };
    }
}
