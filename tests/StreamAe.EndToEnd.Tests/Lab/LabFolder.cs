using System.Globalization;
using System.Text;
using StreamAe.Numerics.Randomness;

namespace StreamAe.EndToEnd.Tests.Lab;

/// <summary>
/// Files for all lab tests, made once: pictures of 4×4 pixels of three kinds (bar, square, corner) at drawn brightness, and models trained on
/// them by the executable.
/// </summary>
public sealed class LabFolder : IAsyncLifetime
{
    public const int Pixels = 16;
    public const int Rows = 240;

    private static readonly (string Name, int[] Lit)[] Kinds = [("bar", [1, 5, 9, 13]), ("corner", [0, 1, 2, 3, 4, 8, 12]), ("square", [5, 6, 9, 10])];

    private readonly TestFolder _folder = new();

    public string Root => _folder.Root;

    public string Data => _folder.At("shapes.csv");

    public string Vae => _folder.At("vae.sae");

    public string Autoencoder => _folder.At("ae.sae");

    public string Conditional => _folder.At("cvae.sae");

    /// <summary>What training the VAE printed.</summary>
    internal ProcessResult VaeTraining { get; private set; } = null!;

    public string At(string name) => _folder.At(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    internal Task<ProcessResult> RunAsync(params string[] arguments) => StreamAeProcess.RunInAsync(Root, ["lab", .. arguments]);

    /// <summary>The numbers of a CSV file; words are left out.</summary>
    public float[][] Numbers(string name) =>
        [.. File.ReadLines(At(name)).Skip(1).Select(line => line.Split(',').Where(f => float.TryParse(f, CultureInfo.InvariantCulture, out _)).Select(f => float.Parse(f, CultureInfo.InvariantCulture)).ToArray())];

    public string[] Header(string name) => File.ReadLines(At(name)).First().Split(',');

    public async ValueTask InitializeAsync()
    {
        Write("shapes.csv", Shapes());
        VaeTraining = await RunAsync(
            "train", Data, "--label", "kind", "--kind", "vae", "--loss", "bce", "--scale", "shared", "--hidden", "12", "--latent", "3",
            "--epochs", "80", "--learning-rate", "0.01", "--model", Vae, "--plot", "loss.svg", "--report", "report.json");
        Assert.True(VaeTraining.ExitCode == 0, VaeTraining.Error);
        await TrainAsync("--label", "kind", "--scale", "shared", "--hidden", "12", "--latent", "3", "--epochs", "80", "--learning-rate", "0.01", "--noise", "gaussian", "--noise-level", "0.2", "--model", Autoencoder);
        await TrainAsync("--condition", "kind:square,bar,corner", "--kind", "vae", "--scale", "shared", "--hidden", "12", "--latent", "2", "--epochs", "40", "--learning-rate", "0.01", "--beta", "0.2", "--model", Conditional);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task TrainAsync(params string[] arguments)
    {
        ProcessResult result = await RunAsync(["train", Data, .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private static string Shapes()
    {
        var random = new PhiloxRandom(8);
        var text = new StringBuilder();
        text.AppendJoin(',', Enumerable.Range(0, Pixels).Select(p => $"p{p}")).Append(",kind\n");
        for (int r = 0; r < Rows; r++)
        {
            (string name, int[] lit) = Kinds[r % Kinds.Length];
            float brightness = 0.5f + (0.5f * random.NextSingle());
            for (int p = 0; p < Pixels; p++)
            {
                float value = (lit.Contains(p) ? 16 * brightness : 0.5f) + (0.2f * random.NextGaussian());
                text.Append(CultureInfo.InvariantCulture, $"{value:0.###},");
            }

            text.Append(name).Append('\n');
        }

        return text.ToString();
    }
}
