namespace StreamAe.Host.Commands.Lab;

/// <summary>Height and width of rows that are images.</summary>
internal readonly record struct ImageSize(int Height, int Width)
{
    public override string ToString() => $"{Height}×{Width}";
}
