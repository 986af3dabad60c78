def draw(run, folder):
    pass
