namespace StreamAe.Numerics.Training;

/// <summary>A penalty on the code's units.</summary>
internal unsafe interface ISparsityPenalty
{
    /// <summary>The penalty of a batch; its gradient by the codes is added to <paramref name="delta"/>.</summary>
    /// <param name="codes">[rows × stride] activations of the latent layer.</param>
    /// <param name="delta">[rows × stride]</param>
    double AddTo(float* codes, float* delta, int stride, int rows);
}
