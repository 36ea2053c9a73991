using StreamAe.Monitoring.Features.History;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class OwnSharesTests
{
    [Fact]
    public void RarityOf_CountsWithHalfAValueMoreEach()
    {
        var shares = new OwnShares(new float[4]);
        Assert.Equal(MathF.Log(4), shares.RarityOf(2), 1e-6f);
        for (int i = 0; i < 6; i++)
        {
            shares.Add(2, isCyclic: false);
        }

        Assert.Equal(-MathF.Log(6.5f / 8), shares.RarityOf(2), 1e-6f);
        Assert.Equal(-MathF.Log(0.5f / 8), shares.RarityOf(0), 1e-6f);
    }

    [Fact]
    public void Add_AnHour_CountsForThoseBesideItToo()
    {
        float[] counts = new float[24];
        var shares = new OwnShares(counts);
        shares.Add(0, isCyclic: true);
        Assert.Equal((0.5f, 0.25f, 0.25f), (counts[0], counts[1], counts[23]));
        Assert.Equal(1, counts.Sum());
        Assert.True(shares.RarityOf(1) < shares.RarityOf(12));
    }

    [Fact]
    public void Add_ForEver_StaysExact()
    {
        float[] counts = [1 << 20, 1000];
        new OwnShares(counts).Add(0, isCyclic: false);
        Assert.Equal((((1 << 20) + 1) / 2f, 500f), (counts[0], counts[1]));
    }
}
