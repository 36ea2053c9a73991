using System.Diagnostics;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteKillTests : KillTests
{
    [Fact]
    public async Task Open_WhileAnotherProcessHasTheFolder_NamesIt()
    {
        using var folder = new DataFolder();
        using Process owner = CommitLoop.Start(folder.Root);
        await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        IOException error = Assert.Throws<IOException>(() => folder.Open());
        Assert.Contains($"process {owner.Id} ", error.Message);
        owner.Kill();
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
        folder.Open().Dispose();
    }

    private protected override StorePlace NewPlace() => new DataFolder();

    private protected override string[] ArgumentsOf(StorePlace place) => [((DataFolder)place).Root];
}
