using System.Text.Json;
using System.Xml.Linq;

namespace StreamAe.EndToEnd.Tests.Lab;

public sealed class LabTests(LabFolder lab) : IClassFixture<LabFolder>
{
    [Fact]
    public void Train_SaysWhatItTakesAndHowItWent()
    {
        Assert.Contains("16-12-3-12-16 tanh VAE: 538 parameters", lab.VaeTraining.Error);
        Assert.Contains("to train (weights", lab.VaeTraining.Error);
        Assert.Contains("216 to fit, 24 to validate", lab.VaeTraining.Output);
        Assert.Contains("Learning rate", TextsOf("loss.svg"));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(lab.At("report.json")));
        Assert.Equal("binaryCrossEntropy", report.RootElement.GetProperty("options").GetProperty("loss").GetString());
        Assert.True(report.RootElement.GetProperty("report").GetProperty("validationLoss").GetArrayLength() > 5);
    }

    [Fact]
    public async Task Train_OnTheSameRows_WritesTheSameBytes()
    {
        string[] arguments = ["train", lab.Data, "--label", "kind", "--latent", "2", "--epochs", "3", "--min-steps", "10", "--model"];
        ProcessResult first = await lab.RunAsync([.. arguments, lab.At("same1.sae")]);
        Assert.Contains("16-9-2-9-16 tanh autoencoder", first.Output);
        ProcessResult second = await lab.RunAsync([.. arguments, lab.At("same2.sae"), "--json"]);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(File.ReadAllBytes(lab.At("same1.sae")), File.ReadAllBytes(lab.At("same2.sae")));
        Assert.Equal("same2.sae", Path.GetFileName(JsonDocument.Parse(second.Output).RootElement.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData("--optimizer sgd --momentum 0.8 --clip-norm 1 --schedule step --schedule-epochs 2 --warm-up 5")]
    [InlineData("--optimizer rmsprop --schedule plateau --loss huber --huber-delta 0.5 --init he --activation relu")]
    [InlineData("--sparsity kl --sparsity-target 0.2 --sparsity-weight 0.1 --latent-activation sigmoid --noise salt-and-pepper --noise-level 0.1")]
    [InlineData("--hidden 12,8 --batch-norm --dropout 0.1 --l1 0.0001 --l2 0.001 --pretrain-epochs 2 --schedule cosine")]
    [InlineData("--kind vae --beta 0.5 --annealing cyclical --annealing-epochs 3 --free-bits 0.1 --noise masking --noise-level 0.2")]
    public async Task Train_WithEveryOption_MakesAModelThatIsUsable(string options)
    {
        ProcessResult trained = await lab.RunAsync(["train", lab.Data, "--label", "kind", "--latent", "3", "--epochs", "4", "--min-steps", "10", "--model", "options.sae", .. options.Split(' ')]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        ProcessResult back = await lab.RunAsync("reconstruct", lab.Data, "--model", "options.sae", "--out", "options.csv");
        Assert.Equal(0, back.ExitCode);
        Assert.All(lab.Numbers("options.csv").SelectMany(r => r), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public async Task Train_WithLatentAuto_ReportsTheSearch()
    {
        ProcessResult result = await lab.RunAsync("train", lab.Data, "--label", "kind", "--latent", "auto", "--epochs", "20", "--min-steps", "100", "--model", lab.At("auto.sae"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("latent 4: validation error", result.Error);
        Assert.Contains("latent auto:", result.Error);
    }

    [Fact]
    public async Task Experiments_WithAFolder_WritesThePageAndItsPictures()
    {
        ProcessResult result = await lab.RunAsync("experiments", "pictures", "--out", lab.At("experiments"), "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument tables = JsonDocument.Parse(result.Output);
        Assert.Equal("pictures", tables.RootElement[0].GetProperty("name").GetString());
        string page = File.ReadAllText(Path.Combine(lab.At("experiments"), "experiments.md"));
        foreach (string picture in (string[])["reconstruction", "samples", "interpolation"])
        {
            Assert.Contains($"](pictures-{picture}.png)", page);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(lab.At("experiments"), $"pictures-{picture}.png"))[..4]);
        }
    }

    [Fact]
    public async Task Inspect_SaysWhatIsInTheFile()
    {
        ProcessResult text = await lab.RunAsync("inspect", lab.Conditional);
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("16-12-2-12-16 tanh VAE given 3", text.Output);
        Assert.Contains("condition   kind: square, bar, corner", text.Output);
        ProcessResult json = await lab.RunAsync("inspect", lab.Vae, "--json");
        JsonElement root = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(3, root.GetProperty("architecture").GetProperty("latent").GetInt32());
        Assert.Equal("sharedMinMax", root.GetProperty("scaling").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task EncodeThenDecode_IsWhatReconstructWrites()
    {
        ProcessResult encoded = await lab.RunAsync("encode", lab.Data, "--model", lab.Vae, "--label", "kind", "--variances", "--out", "codes.csv", "--plot", "codes.svg");
        Assert.Equal((0, ""), (encoded.ExitCode, encoded.Error));
        Assert.Equal(["z1", "z2", "z3", "logvar1", "logvar2", "logvar3", "kind"], lab.Header("codes.csv"));
        Assert.Subset(TextsOf("codes.svg"), new HashSet<string> { "bar", "corner", "square" });
        ProcessResult decoded = await lab.RunAsync("decode", "codes.csv", "--model", lab.Vae, "--out", "decoded.csv");
        ProcessResult reconstructed = await lab.RunAsync("reconstruct", lab.Data, "--model", lab.Vae, "--out", "back.csv", "--image", "4x4", "--plot", "back.png");
        Assert.Equal((0, 0), (decoded.ExitCode, reconstructed.ExitCode));
        float[][] rows = lab.Numbers("decoded.csv"), back = lab.Numbers("back.csv");
        Assert.Equal(LabFolder.Rows, rows.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            Assert.Equal(rows[r], back[r][..LabFolder.Pixels], (a, b) => Math.Abs(a - b) < 1e-3);
        }

        Assert.Equal("\u0089PNG"u8[1..], File.ReadAllBytes(lab.At("back.png")).AsSpan(0, 4));
    }

    [Fact]
    public async Task Reconstruct_ToStandardOutput_IsCsvWithErrorAndDivergence()
    {
        ProcessResult result = await lab.RunAsync("reconstruct", lab.Data, "--model", lab.Vae);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal((0, "", LabFolder.Rows + 1), (result.ExitCode, result.Error, lines.Length));
        Assert.EndsWith(",p15,reconstructionError,kl", lines[0]);
    }

    [Fact]
    public async Task Denoise_BringsRowsNearerToTheCleanOnes()
    {
        ProcessResult result = await lab.RunAsync(
            "denoise", lab.Data, "--model", lab.Autoencoder, "--add-noise", "gaussian", "--noise-level", "0.2", "--json", "--out", "quiet.csv", "--image", "4x4", "--plot", "quiet.svg");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        double noisy = root.GetProperty("noisyRmse").GetDouble(), denoised = root.GetProperty("denoisedRmse").GetDouble();
        Assert.InRange(noisy, 0.19, 0.21);
        Assert.InRange(denoised, 0, noisy / 1.5);
        Assert.Subset(TextsOf("quiet.svg"), new HashSet<string> { "clean", "noisy", "denoised" });

        ProcessResult compared = await lab.RunAsync("denoise", lab.Data, "--model", lab.Autoencoder, "--clean", lab.Data, "--out", "quiet2.csv");
        Assert.Contains("RMSE to the clean rows, in scaled units: 0 before,", compared.Error);
        Assert.Equal(LabFolder.Rows, lab.Numbers("quiet2.csv").Length);
    }

    [Fact]
    public async Task Sample_OfAConditionalModel_DrawsTheKindThatIsGiven()
    {
        ProcessResult bars = await lab.RunAsync("sample", "--model", lab.Conditional, "--count", "40", "--given", "kind=bar", "--out", "bars.csv", "--image", "4x4", "--plot", "bars.png");
        ProcessResult corners = await lab.RunAsync("sample", "--model", lab.Conditional, "--count", "40", "--given", "kind=corner", "--out", "corners.csv");
        Assert.Equal((0, 0), (bars.ExitCode, corners.ExitCode));
        Assert.Equal("kind", lab.Header("bars.csv")[^1]);
        // Pixel 9 is lit in bars, pixel 8 in corners.
        Assert.All(lab.Numbers("bars.csv"), r => Assert.True(r[9] > r[8] + 2));
        Assert.All(lab.Numbers("corners.csv"), r => Assert.True(r[8] > r[9] + 2));
        ProcessResult mixed = await lab.RunAsync("sample", "--model", lab.Conditional, "--count", "60");
        Assert.Equal(3, mixed.Output.TrimEnd().Split('\n').Skip(1).Select(l => l.Split(',')[^1]).Distinct().Count());
    }

    [Fact]
    public async Task Interpolate_BeginsAndEndsAtItsRows()
    {
        ProcessResult result = await lab.RunAsync("interpolate", lab.Data, "--model", lab.Vae, "--from", "2", "--to", "7", "--steps", "5", "--out", "way.csv", "--plot", "way.svg");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        await lab.RunAsync("reconstruct", lab.Data, "--model", lab.Vae, "--out", "ends.csv");
        float[][] way = lab.Numbers("way.csv"), ends = lab.Numbers("ends.csv");
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1], way.Select(r => r[0]));
        Assert.Equal(ends[1][..LabFolder.Pixels], way[0][1..], (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(ends[6][..LabFolder.Pixels], way[^1][1..], (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Contains("t = 0.5", TextsOf("way.svg"));
    }

    [Fact]
    public async Task Traverse_NamesTheColumnsThatMove()
    {
        ProcessResult result = await lab.RunAsync("traverse", lab.Data, "--model", lab.Vae, "--row", "3", "--out", "units.csv", "--image", "4x4", "--plot", "units.svg");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches("^z1 -3 to 3 moves p[0-9]+ .* to ", result.Output);
        Assert.Equal(21, lab.Numbers("units.csv").Length);
        ProcessResult one = await lab.RunAsync("traverse", lab.Data, "--model", lab.Autoencoder, "--unit", "2", "--json");
        JsonElement unit = Assert.Single(JsonDocument.Parse(one.Output).RootElement.EnumerateArray());
        JsonElement[] moves = [.. unit.GetProperty("moves").EnumerateArray()];
        Assert.Equal(LabFolder.Pixels, moves.Length);
        Assert.True(moves[0].GetProperty("scaledRange").GetDouble() >= moves[1].GetProperty("scaledRange").GetDouble());
    }

    [Fact]
    public async Task CompressThenDecompress_LosesWhatItSays()
    {
        ProcessResult compressed = await lab.RunAsync("compress", lab.Data, "--model", lab.Conditional, "--bits", "16", "--out", "rows.saz", "--json");
        Assert.Equal((0, ""), (compressed.ExitCode, compressed.Error));
        JsonElement summary = JsonDocument.Parse(compressed.Output).RootElement;
        Assert.Equal(8, summary.GetProperty("unitRatio").GetDouble());
        Assert.Equal(new FileInfo(lab.At("rows.saz")).Length, summary.GetProperty("fileBytes").GetInt64());
        Assert.True(summary.GetProperty("floatRatio").GetDouble() > 5);
        ProcessResult back = await lab.RunAsync("decompress", "rows.saz", "--model", lab.Conditional, "--out", "rows.csv");
        Assert.Equal((0, ""), (back.ExitCode, back.Error));
        float[][] original = lab.Numbers("shapes.csv"), rows = lab.Numbers("rows.csv");
        double range = original.SelectMany(r => r).Max() - original.SelectMany(r => r).Min();
        double rmse = Math.Sqrt(original.Zip(rows).SelectMany(p => p.First.Zip(p.Second)).Average(p => Math.Pow((p.First - p.Second) / range, 2)));
        Assert.Equal(summary.GetProperty("scaledRmse").GetDouble(), rmse, 1e-4);
        Assert.Equal(File.ReadLines(lab.Data).Select(l => l.Split(',')[^1]), File.ReadLines(lab.At("rows.csv")).Select(l => l.Split(',')[^1]));
    }

    [Fact]
    public async Task Decompress_WithAnotherModel_IsRefused()
    {
        await lab.RunAsync("compress", lab.Data, "--model", lab.Vae, "--out", "other.saz");
        ProcessResult result = await lab.RunAsync("decompress", "other.saz", "--model", lab.Autoencoder);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("Give the model that compressed them", result.Error);
    }

    [Fact]
    public async Task Evaluate_MeasuresRowsImagesAndClasses()
    {
        ProcessResult result = await lab.RunAsync("evaluate", lab.Data, "--model", lab.Autoencoder, "--label", "kind", "--image", "4x4", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        await lab.RunAsync("reconstruct", lab.Data, "--model", lab.Autoencoder, "--out", "measured.csv");
        float[][] original = lab.Numbers("shapes.csv"), rows = lab.Numbers("measured.csv");
        double mse = original.Zip(rows).SelectMany(p => p.First.Zip(p.Second)).Average(p => Math.Pow(p.First - p.Second, 2));
        Assert.Equal(mse, report.GetProperty("raw").GetProperty("mse").GetDouble(), 1e-4);
        Assert.Equal(16 / 3.0, report.GetProperty("compressionRatio").GetDouble());
        Assert.InRange(report.GetProperty("ssim").GetDouble(), 0.9, 1);
        Assert.InRange(report.GetProperty("onCodes").GetProperty("accuracy").GetDouble(), 0.9, 1);
        Assert.Equal(1, report.GetProperty("onRawRows").GetProperty("accuracy").GetDouble());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("detection").ValueKind);
    }

    [Fact]
    public async Task Evaluate_OfALabelOfZeroAndOne_MeasuresDetection()
    {
        string[] lines = File.ReadAllLines(lab.Data);
        // Rows of an inverted bar are like none that were learnt.
        IEnumerable<string> odd = Enumerable.Range(0, 10).Select(_ => string.Join(',', Enumerable.Range(0, LabFolder.Pixels).Select(p => p % 4 == 1 ? "0" : "12")) + ",1");
        lab.Write("odd.csv", string.Join('\n', [lines[0], .. lines.Skip(1).Select(l => $"{l[..l.LastIndexOf(',')]},0"), .. odd]));
        ProcessResult result = await lab.RunAsync("evaluate", "odd.csv", "--model", lab.Autoencoder, "--label", "kind", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(1, JsonDocument.Parse(result.Output).RootElement.GetProperty("detection").GetProperty("rocAuc").GetDouble());
        ProcessResult text = await lab.RunAsync("evaluate", "odd.csv", "--model", lab.Autoencoder, "--label", "kind");
        Assert.Contains("by error", text.Output);
    }

    [Fact]
    public async Task Augment_AddsRowsOfTheRareClass()
    {
        string[] lines = File.ReadAllLines(lab.Data);
        lab.Write("rare.csv", string.Join('\n', [lines[0], .. lines.Skip(1).Where((l, i) => !l.EndsWith(",bar", StringComparison.Ordinal) || i < 120)]));
        ProcessResult result = await lab.RunAsync("augment", "rare.csv", "--label", "kind", "--scale", "shared", "--latent", "2", "--beta", "0.1", "--epochs", "40", "--learning-rate", "0.01", "--out", "more.csv");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("40 rows of class 'bar' added to 40", result.Error);
        string[] more = File.ReadAllLines(lab.At("more.csv"));
        Assert.Equal(240, more.Length - 1);
        Assert.All(more[^40..], l => Assert.EndsWith(",bar", l));
        Assert.All(lab.Numbers("more.csv")[^40..], r => Assert.True(r[9] > r[8] + 2));
        ProcessResult only = await lab.RunAsync("augment", "rare.csv", "--label", "kind", "--class", "square", "--rows", "3", "--epochs", "2", "--min-steps", "5", "--only-new");
        Assert.Equal(4, only.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Export_WritesOnnx()
    {
        ProcessResult result = await lab.RunAsync("export", "--model", lab.Vae, "--onnx", "vae.onnx");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("16-12-3-12-16 tanh VAE", result.Output);
        // Field 1 (the format's version) is 7, field 2 (the producer) has 8 bytes.
        Assert.Equal([0x08, 0x07, 0x12, 0x08, .. "StreamAe"u8], File.ReadAllBytes(lab.At("vae.onnx"))[..12]);
    }

    private HashSet<string> TextsOf(string svg) => [.. XDocument.Load(lab.At(svg)).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
}
