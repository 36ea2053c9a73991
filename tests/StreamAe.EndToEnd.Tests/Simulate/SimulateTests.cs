namespace StreamAe.EndToEnd.Tests.Simulate;

public sealed class SimulateTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_InTwoPieces_IsTheSameAsInOne()
    {
        ProcessResult whole = await StreamAeProcess.RunAsync("simulate", "pumps", "--rows", "500", "--entities", "7", "--seed", "3");
        Assert.Equal((0, ""), (whole.ExitCode, whole.Error));
        string[] lines = whole.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("entity,t,flow,pressure,temperature,vibration,speed,power,current,level,label", lines[0]);
        Assert.Equal(501, lines.Length);

        ProcessResult first = await StreamAeProcess.RunAsync("simulate", "pumps", "--rows", "200", "--entities", "7", "--seed", "3", "--out", _folder.At("1.csv"));
        ProcessResult second = await StreamAeProcess.RunAsync(
            "simulate", "pumps", "--from", "200", "--rows", "300", "--entities", "7", "--seed", "3", "--out", _folder.At("2.csv"));
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(
            lines.Skip(1),
            File.ReadAllLines(_folder.At("1.csv")).Skip(1).Concat(File.ReadAllLines(_folder.At("2.csv")).Skip(1)));
    }

    [Theory]
    [InlineData(2, "--rows must be 1 or more", "pumps", "--rows", "0")]
    [InlineData(2, "--from must be 0 or more", "pumps", "--from", "-1")]
    [InlineData(2, "--entities 0: must be 1 to 1,000,000", "cards", "--entities", "0")]
    [InlineData(2, "--entities 2000000: must be 1 to 1,000,000", "cards", "--entities", "2000000")]
    [InlineData(2, "'-1'", "pumps", "--seed", "-1")]
    [InlineData(2, "go beyond the stream", "pumps", "--from", "9223372036854775807", "--rows", "2")]
    [InlineData(2, "go beyond the stream", "pumps", "--entities", "1", "--from", "90000000000")]
    [InlineData(1, "/no/such/folder/x.csv", "pumps", "--rows", "5", "--out", "/no/such/folder/x.csv")]
    [InlineData(1, "'/'", "pumps", "--rows", "5", "--out", "/")]
    public async Task Simulate_WhatCannotBe_IsRefusedInOneLine(int exitCode, string message, params string[] arguments)
    {
        ProcessResult result = await StreamAeProcess.RunAsync(["simulate", .. arguments]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.Equal("", result.Output);
    }
}
