using System.Diagnostics;
using System.Globalization;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Onnx;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Lab.Onnx;

public sealed class OnnxExportTests
{
    private const int Rows = 7;

    public static TheoryData<Activation, LatentKind, int> Shapes
    {
        get
        {
            var data = new TheoryData<Activation, LatentKind, int>();
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                data.Add(activation, LatentKind.Deterministic, 0);
                data.Add(activation, LatentKind.Gaussian, 5);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Export_RunByAnIndependentInterpreter_GivesWhatTheReferenceGives(Activation activation, LatentKind kind, int condition)
    {
        StoredModel model = Model(activation, kind, condition);
        var onnx = new OnnxInterpreter(Export(model));
        Assert.Equal((7, 13, ""), (onnx.IrVersion, onnx.Opset, onnx.Domain));
        Assert.Equal(condition == 0 ? [("rows", 9)] : [("rows", 9), ("context", condition)], onnx.Inputs);
        Assert.Equal([("code", 3), ("reconstruction", 9)], onnx.Outputs);

        (float[][] raw, float[] context) = Input(model);
        var rows = ("rows", new OnnxInterpreter.Tensor(9, [.. raw.SelectMany(r => r).Select(v => (double)v)]));
        var given = ("context", new OnnxInterpreter.Tensor(condition, [.. context.Select(v => (double)v)]));
        double[] reconstruction = onnx.Run(condition == 0 ? [rows] : [rows, given])["reconstruction"].Values;

        float[] expected = Reference(model, raw, context);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], reconstruction[i], 1e-5 * (1 + Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void Export_Code_IsWhatEncodeWrites()
    {
        StoredModel model = Model(Activation.Tanh, LatentKind.Gaussian, 0);
        (float[][] raw, _) = Input(model);
        var table = new LabTable("x", model.FeatureNames, raw, new Dictionary<string, IReadOnlyList<string>>(), [.. raw.Select(_ => 1L)]);
        (float[] codes, _) = new LabModel(model).Encode(table);
        double[] code = new OnnxInterpreter(Export(model)).Run(("rows", new OnnxInterpreter.Tensor(9, [.. raw.SelectMany(r => r).Select(v => (double)v)])))["code"].Values;
        Assert.Equal(codes.Select(c => (double)c), code, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Export_RunByOnnxRuntime_GivesWhatTheReferenceGives()
    {
        Assert.SkipUnless(RunPython("import onnxruntime, numpy").Code == 0, "Python's onnxruntime is not installed here.");
        StoredModel model = Model(Activation.Elu, LatentKind.Gaussian, 0);
        using TestFolder folder = new();
        File.WriteAllBytes(folder.At("m.onnx"), Export(model));
        (float[][] raw, _) = Input(model);
        string script = $"""
            import numpy, onnxruntime
            rows = numpy.array([{string.Join(',', raw.Select(r => $"[{string.Join(',', r)}]"))}], dtype=numpy.float32)
            out = onnxruntime.InferenceSession('{folder.At("m.onnx")}', providers=['CPUExecutionProvider']).run(['reconstruction'], dict(rows=rows))[0]
            print(*out.flatten())
            """;
        (int code, string output) = RunPython(script);
        Assert.Equal(0, code);
        float[] expected = Reference(model, raw, []);
        Assert.Equal(expected, output.Split(' ').Select(t => float.Parse(t, CultureInfo.InvariantCulture)), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    private static StoredModel Model(Activation activation, LatentKind kind, int condition)
    {
        ConditionColumn[] conditions = condition == 0 ? [] : [new ConditionColumn("a", ["x", "y"]), new ConditionColumn("b", ["p", "q", "r"])];
        return LabModels.Random(new Architecture(9, [7, 6], 3, kind, activation, Activation.Sigmoid, activation, condition), 12, conditions);
    }

    private static byte[] Export(StoredModel model)
    {
        using MemoryStream stream = new();
        OnnxExport.Write(stream, model);
        return stream.ToArray();
    }

    private static (float[][] Rows, float[] Context) Input(StoredModel model)
    {
        var random = new PhiloxRandom(3);
        float[][] rows = new float[Rows][];
        for (int r = 0; r < Rows; r++)
        {
            rows[r] = new float[model.Architecture.Features];
            foreach (ref float value in rows[r].AsSpan())
            {
                value = random.NextGaussian();
            }
        }

        float[] context = new float[Rows * model.Architecture.Condition];
        for (int r = 0; r < Rows && context.Length > 0; r++)
        {
            context[(r * 5) + (r % 2)] = 1;
            context[(r * 5) + 2 + (r % 3)] = 1;
        }

        return (rows, context);
    }

    /// <summary>[Rows × D] raw reconstructions by the scalar scorer.</summary>
    private static float[] Reference(StoredModel model, float[][] raw, float[] context)
    {
        Architecture a = model.Architecture;
        var arena = new ModelArena(a);
        int slot = arena.Allocate(model.Parameters);
        float[] rows = new float[Rows * a.RowStride], outputs = new float[rows.Length], result = new float[Rows * a.Features];
        for (int r = 0; r < Rows; r++)
        {
            model.Scaling.Scale(raw[r], rows.AsSpan(r * a.RowStride));
            context.AsSpan(r * a.Condition, a.Condition).CopyTo(rows.AsSpan((r * a.RowStride) + a.Features));
        }

        new ScalarScorer().Score(arena, new ScoreBatch([.. Enumerable.Repeat(slot, Rows)], rows, outputs, new float[Rows], new float[Rows]));
        for (int r = 0; r < Rows; r++)
        {
            model.Scaling.Unscale(outputs.AsSpan(r * a.RowStride), result.AsSpan(r * a.Features));
        }

        return result;
    }

    private static (int Code, string Output) RunPython(string script)
    {
        try
        {
            var start = new ProcessStartInfo("python3") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(script);
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error.Result.Length > 0 && process.ExitCode != 0 ? error.Result : output.Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "no python3");
        }
    }
}
