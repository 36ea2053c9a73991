namespace StreamAe.EndToEnd.Tests.Lab;

public sealed class LabErrorTests(LabFolder lab) : IClassFixture<LabFolder>
{
    /// <summary>Exit code 2: the command line cannot be. 1: a file, or the training, cannot.</summary>
    [Theory]
    [InlineData(2, "--latent x: give a number of units", "train shapes.csv --label kind --latent x -m m.sae")]
    [InlineData(2, "--kind gan: must be one of ae|vae", "train shapes.csv --kind gan -m m.sae")]
    [InlineData(2, "--hidden 4,0", "train shapes.csv --hidden 4,0 -m m.sae")]
    [InlineData(2, "--latent 16: as many units as the 16 columns", "train shapes.csv --label kind --latent 16 -m m.sae")]
    [InlineData(2, "LearningRate must be above 0, at most 1", "train shapes.csv --label kind --learning-rate 0 -m m.sae")]
    [InlineData(2, "there is no column 'x'", "train shapes.csv --label x -m m.sae")]
    [InlineData(2, "--max-memory lots", "train shapes.csv --label kind --max-memory lots -m m.sae")]
    [InlineData(2, "--plot loss.pdf: the name must end in .svg or .png", "train shapes.csv --label kind -m m.sae --plot loss.pdf")]
    [InlineData(2, "--loss bce", "train shapes.csv --label kind --loss bce --output-activation linear -m m.sae", "sigmoid")]
    [InlineData(1, "shapes.csv:2: column 'kind' is 'bar'; a value is a finite decimal number", "train shapes.csv -m m.sae")]
    [InlineData(1, "no/such.csv: there is no such file", "train no/such.csv -m m.sae")]
    [InlineData(1, "does not fit|at most 1.0 KiB may be used", "train shapes.csv --label kind --max-memory 1KiB -m m.sae")]
    [InlineData(1, "fewer than the 5 latent units", "train few.csv --latent 5 --hidden none -m m.sae")]
    [InlineData(1, "every column has one value in all 3 rows", "train constant.csv --latent 1 -m m.sae")]
    [InlineData(1, "holes.csv:3: column 'b' is missing here", "train holes.csv --latent 1 -m m.sae")]
    [InlineData(1, "no model file", "inspect shapes.csv")]
    [InlineData(1, "truncated", "inspect cut.sae")]
    [InlineData(1, "checksum does not fit", "inspect flipped.sae")]
    [InlineData(1, "use streamae 9.0.0 or newer", "inspect newer.sae")]
    [InlineData(1, "there is no column 'p0'", "encode few.csv -m vae.sae")]
    [InlineData(1, "other.csv:2: column 'kind' is 'disc'; the model knows 'square', 'bar', 'corner'", "encode other.csv -m cvae.sae")]
    [InlineData(2, "--variances", "encode shapes.csv -m ae.sae --variances")]
    [InlineData(2, "--image 5×4", "reconstruct shapes.csv -m vae.sae --image 5x4")]
    [InlineData(2, "--image 16: give height×width", "reconstruct shapes.csv -m vae.sae --image 16")]
    [InlineData(2, "no distribution of codes to draw from", "sample -m ae.sae")]
    [InlineData(2, "--given kind=disc", "sample -m cvae.sae --given kind=disc")]
    [InlineData(2, "--from 999: ", "interpolate shapes.csv -m vae.sae --from 999")]
    [InlineData(2, "the rows have different conditions", "interpolate shapes.csv -m cvae.sae --from 1 --to 2")]
    [InlineData(2, "--unit 9: the model has 3 latent units", "traverse shapes.csv -m vae.sae --unit 9")]
    [InlineData(1, "no codes file", "decompress vae.sae -m vae.sae")]
    [InlineData(2, "--test-share 2", "evaluate shapes.csv -m vae.sae --test-share 2")]
    [InlineData(2, "--class disc", "augment shapes.csv --label kind --class disc")]
    [InlineData(2, "no class has more rows", "augment shapes.csv --label kind")]
    [InlineData(2, "'--onnx' is required", "export -m vae.sae")]
    public async Task Lab_WhatCannotBe_IsRefusedWithItsReason(int exitCode, string messages, string commandLine, string? also = null)
    {
        Prepare();
        ProcessResult result = await lab.RunAsync(commandLine.Split(' '));
        Assert.True(exitCode == result.ExitCode, $"{result.ExitCode}: {result.Error}");
        Assert.All(also is null ? messages.Split('|') : [also], m => Assert.Contains(m, result.Error));
        Assert.DoesNotContain("   at ", result.Error);
        Assert.Equal("", result.Output);
        Assert.False(File.Exists(lab.At("m.sae")));
    }

    [Fact]
    public async Task Train_WhereTheLossExplodes_SaysWhatToChange()
    {
        lab.Write("wild.csv", "a,b,c\n" + string.Join('\n', Enumerable.Range(0, 50).Select(i => $"{i % 7}e30,{i % 5}e30,{i % 3}e30")));
        ProcessResult result = await lab.RunAsync("train", "wild.csv", "--scale", "none", "--latent", "1", "--epochs", "5", "--model", "wild.sae");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("The loss became NaN or ∞", result.Error);
        Assert.Contains("Lower --learning-rate", result.Error);
        Assert.False(File.Exists(lab.At("wild.sae")));
    }

    [Fact]
    public async Task Train_WithMissingValuesMasked_LearnsTheRest()
    {
        Prepare();
        ProcessResult trained = await lab.RunAsync("train", "holes.csv", "--latent", "1", "--mask-missing", "--epochs", "3", "--min-steps", "5", "--model", "masked.sae");
        Assert.True(trained.ExitCode == 0, trained.Error);
        ProcessResult back = await lab.RunAsync("reconstruct", "holes.csv", "--model", "masked.sae");
        Assert.Equal(0, back.ExitCode);
        Assert.DoesNotContain("NaN", back.Output);
    }

    private void Prepare()
    {
        byte[] model = File.ReadAllBytes(lab.Vae);
        File.WriteAllBytes(lab.At("cut.sae"), model[..^9]);
        File.WriteAllBytes(lab.At("flipped.sae"), [.. model.Select((b, i) => i == model.Length - 100 ? (byte)(b ^ 1) : b)]);
        lab.Write("newer.sae", "StreamAe model, format 7, for streamae 9.0.0 or newer, something new");
        lab.Write("few.csv", "a,b,c,d,e,f\n1,2,3,4,5,6\n2,1,4,3,6,5\n");
        lab.Write("constant.csv", "a,b\n1,2\n1,2\n1,2\n");
        lab.Write("holes.csv", "a,b,c\n1,2,3\n2,,4\n3,4,5\n4,5,7\n1,3,3\n");
        lab.Write("other.csv", File.ReadLines(lab.Data).First() + "\n" + string.Concat(Enumerable.Repeat("1,", LabFolder.Pixels)) + "disc\n");
    }
}
